"""Runs migrations for `alembic`: the URL comes from $DIRECT_URL."""

import os

from alembic import context
from sqlalchemy import create_engine

from models import Base


def owned(obj, name, type_, reflected, compare_to):
    """The database is shared: tables that this service's models do not know belong to others."""
    return not (type_ == "table" and reflected and compare_to is None)


engine = create_engine(os.environ["DIRECT_URL"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, include_object=owned)
    with context.begin_transaction():
        context.run_migrations()
