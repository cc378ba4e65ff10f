"""The database handle: an async engine and its sessions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from sqlalchemy import make_url
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase

from config.settings import Settings
from db import sqlite
from db.migrate import upgrade

Insert = postgresql.Insert | sqlite_dialect.Insert


def connect(settings: Settings) -> AsyncEngine:
    """Return an engine for the database of the settings; nothing is upgraded."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        sqlite.prepare_folder(url)
    # A server may have hung up; a file cannot, and asking it would cost a trip to its thread.
    engine = create_async_engine(url, pool_pre_ping=url.get_backend_name() != "sqlite")
    if url.get_backend_name() == "sqlite":
        sqlite.set_pragmas(engine, settings.database.busy_timeout_ms)
    return engine


class Database:
    """An engine and the sessions made of it.

    Use `async with database.session() as session:`; leaving the block commits, an exception rolls
    back.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)

    @classmethod
    async def open(cls, settings: Settings) -> Self:
        """Connect and bring the tables up to date.

        Raises:
            DatabaseStateError: it is damaged, of another program, or of a newer version.
            sqlalchemy.exc.SQLAlchemyError: it cannot be reached.
        """
        engine = connect(settings)
        try:
            await upgrade(engine)
        except BaseException:
            await engine.dispose()
            raise
        return cls(engine)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """Open a session whose work is committed when the block ends well."""
        async with self._sessions.begin() as session:
            yield session

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.close()


def upsert(session: AsyncSession, table: type[DeclarativeBase]) -> Insert:
    """Return an INSERT that has `on_conflict_do_update`, in the dialect of the session."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite_dialect.insert(table)
