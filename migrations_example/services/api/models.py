from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, String, Text, func
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class ApiToken(Base):
    __tablename__ = "api_tokens"

    id = Column(BigInteger, primary_key=True)
    name = Column(String(120), nullable=False)
    digest = Column(Text, nullable=False, unique=True)
    revoked = Column(Boolean, nullable=False, server_default="false")
    last_used_at = Column(DateTime(timezone=True))
    created_at = Column(DateTime(timezone=True), nullable=False, server_default=func.now())

    __table_args__ = (Index("api_tokens_name_idx", "name"),)
