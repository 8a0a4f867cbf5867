#include "advice/stacks.hpp"

namespace migrate::advice {

namespace {

using endpoint::Mode;

constexpr std::string_view url = R"(%variable%="postgresql://%address%%?tls%")";
constexpr std::string_view url_and_direct = R"(%variable%="postgresql://%address%%?tls%"
%direct%)";

constexpr Settings rows[] = {
    {.stack = "psycopg2",
     .mode = Mode::direct,
     .needs = "nothing beyond the URL",
     .blocks = {{".env", url}, {"db.py", R"(import os

import psycopg2

connection = psycopg2.connect(os.environ["%variable%"])
)"}}},
    {.stack = "psycopg2",
     .mode = Mode::transaction,
     .needs =
         "no `options=-c …` (PgBouncer refuses it, Supavisor drops it), no cursor `with hold`, no `set` that shall "
         "last",
     .blocks = {{".env", url_and_direct}, {"db.py", R"(import os

import psycopg2

connection = psycopg2.connect(os.environ["%variable%"])
)"}}},
    {.stack = "sqlalchemy-psycopg2",
     .mode = Mode::direct,
     .needs = "a small pool that looks at a connection before it uses it",
     .blocks = {{".env", R"(%variable%="postgresql+psycopg2://%address%%?tls%")"}, {"db.py", R"(import os

from sqlalchemy import create_engine

engine = create_engine(
    os.environ["%variable%"],
    pool_size=5,
    pool_pre_ping=True,
    pool_recycle=300,
)
)"}}},
    {.stack = "sqlalchemy-psycopg2",
     .mode = Mode::transaction,
     .needs = "`NullPool`, since the pooler pools already, and no `options=-c …` in `connect_args`",
     .blocks = {{".env", R"(%variable%="postgresql+psycopg2://%address%%?tls%"
%direct%)"},
                {"db.py", R"(import os

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

engine = create_engine(os.environ["%variable%"], poolclass=NullPool)
)"}}},
    {.stack = "sqlalchemy-psycopg3",
     .mode = Mode::direct,
     .needs = "a small pool that looks at a connection before it uses it",
     .blocks = {{".env", R"(%variable%="postgresql+psycopg://%address%%?tls%")"}, {"db.py", R"(import os

from sqlalchemy import create_engine

engine = create_engine(
    os.environ["%variable%"],
    pool_size=5,
    pool_pre_ping=True,
    pool_recycle=300,
)
)"}}},
    {.stack = "sqlalchemy-psycopg3",
     .mode = Mode::transaction,
     .needs = "`prepare_threshold` None, or queries fail with 42P05 and 26000, and `NullPool`",
     .blocks = {{".env", R"(%variable%="postgresql+psycopg://%address%%?tls%"
%direct%)"},
                {"db.py", R"(import os

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

engine = create_engine(
    os.environ["%variable%"],
    poolclass=NullPool,
    connect_args={"prepare_threshold": None},
)
)"}}},
    {.stack = "asyncpg",
     .mode = Mode::direct,
     .needs = "nothing beyond the URL",
     .blocks = {{".env", url}, {"db.py", R"(import os

import asyncpg


async def make_pool():
    return await asyncpg.create_pool(os.environ["%variable%"], min_size=1, max_size=5)
)"}}},
    {.stack = "asyncpg",
     .mode = Mode::transaction,
     .needs = "`statement_cache_size=0`, or queries fail with 26000; asyncpg 0.29 or later",
     .blocks = {{".env", url_and_direct}, {"db.py", R"(import os

import asyncpg


async def make_pool():
    return await asyncpg.create_pool(
        os.environ["%variable%"],
        min_size=1,
        max_size=5,
        statement_cache_size=0,
    )
)"}}},
    {.stack = "sqlalchemy-asyncpg",
     .mode = Mode::direct,
     .needs = "`ssl=` in the URL where others write `sslmode=`",
     .blocks = {{".env", R"(%variable%="postgresql+asyncpg://%address%%?ssl%"
%root_variable%)"},
                {"db.py", R"(import os

from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine(
    os.environ["%variable%"],
    pool_size=5,
    pool_pre_ping=True,
    pool_recycle=300,
)
)"}}},
    {.stack = "sqlalchemy-asyncpg",
     .mode = Mode::transaction,
     .needs =
         "`NullPool`, both caches off and names of its own for prepared statements: `statement_cache_size=0` alone "
         "still fails",
     .blocks = {{".env", R"(%variable%="postgresql+asyncpg://%address%%?ssl%"
%root_variable%
%direct%)"},
                {"db.py", R"(import os
from uuid import uuid4

from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

engine = create_async_engine(
    os.environ["%variable%"],
    poolclass=NullPool,
    connect_args={
        "statement_cache_size": 0,
        "prepared_statement_cache_size": 0,
        "prepared_statement_name_func": lambda: f"__asyncpg_{uuid4()}__",  # SQLAlchemy 2.0
    },
)
)"}}},
    {.stack = "django",
     .mode = Mode::direct,
     .needs = "connections that live for a while; `PASSWORD` is the password as it is, not percent-encoded",
     .blocks = {{"settings.py", R"(import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "%host%",
        "PORT": "%port%",
        "NAME": "%database%",
        "USER": "%user%",
        "PASSWORD": os.environ["DB_PASSWORD"],
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": %django_ssl%,
    }
}
)"}}},
    {.stack = "django",
     .mode = Mode::transaction,
     .needs = "`DISABLE_SERVER_SIDE_CURSORS`, no lasting connections, no `options`; `PASSWORD` is not percent-encoded",
     .blocks = {{"settings.py", R"(import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "%host%",
        "PORT": "%port%",
        "NAME": "%database%",
        "USER": "%user%",
        "PASSWORD": os.environ["DB_PASSWORD"],
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": %django_ssl%,
    }
}
)"},
                {".env", "%direct%"}}},
};

}  // namespace

const std::span<const Settings> python_settings(rows);

}  // namespace migrate::advice
