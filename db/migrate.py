"""Upgrades the tables to the newest revision, in one transaction, and checks a database.

SQLite runs DDL inside a transaction only when the driver is told not to manage transactions, so
the upgrade of a file has a connection of its own: `BEGIN IMMEDIATE` is also the lock that makes a
second process wait. On PostgreSQL an advisory lock does that. A process that is killed in the
middle leaves the tables as they were.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, event, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from config.errors import CoordiError

MIGRATIONS_DIR: Final = Path(__file__).parent / "migrations"

_LOCK_WAIT_MS: Final = 300_000
"""How long a process waits for another one's upgrade."""

_ADVISORY_LOCK: Final = 0x636F6F72  # "coor"
_DAMAGED: Final = ("file is not a database", "malformed")


class DatabaseStateError(CoordiError):
    """The database is damaged, of another program, or of a newer version."""

    code = "database_state"


def alembic_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration, bound to `connection` when there is one."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_DIR))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


async def upgrade(engine: AsyncEngine) -> None:
    """Upgrade the tables to the newest revision; a no-op when they are there.

    A SQLite file that already has a revision is copied first, to `NAME.REVISION.backup` beside it.

    Raises:
        DatabaseStateError: the database is damaged, of another program, or of a newer version.
    """
    with _readable_errors(engine.url):
        async with engine.connect() as connection:
            revision = await connection.run_sync(_revision)
        if revision == _newest():
            return
        if not _is_sqlite_file(engine.url):
            async with engine.begin() as connection:
                await connection.run_sync(_upgrade_locked)
            return
        own = _sqlite_engine(engine.url)
        try:
            async with own.begin() as connection:
                await connection.run_sync(_upgrade_locked)
        finally:
            await own.dispose()


async def problems(engine: AsyncEngine) -> list[str]:
    """Return what is wrong with a database: pages, references, revision; empty when sound.

    Raises:
        DatabaseStateError: the database is damaged, of another program, or of a newer version.
    """
    with _readable_errors(engine.url):
        async with engine.connect() as connection:
            return await connection.run_sync(_problems)


@contextmanager
def _readable_errors(url: URL) -> Iterator[None]:
    """Raise the errors of a file that is not ours as `DatabaseStateError`."""
    try:
        yield
    except DatabaseError as error:
        if any(words in str(error.orig) for words in _DAMAGED):
            raise DatabaseStateError(
                f"{url.database} is damaged or not an SQLite file ({error.orig}); "
                "put a backup in its place"
            ) from error
        raise


def _newest() -> str | None:
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def _revision(connection: Connection) -> str | None:
    """Return the revision of the tables, None for an empty database.

    Raises:
        DatabaseStateError: there are tables, but no revision, or one of a newer version.
    """
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None and (tables := inspect(connection).get_table_names()):
        raise DatabaseStateError(
            f"the database {connection.engine.url.database} has tables ({', '.join(tables[:3])} …) "
            "but no revision of Coordi: it belongs to another program, or the first start of an "
            "early version was cut off; name another one, or delete it if nothing in it is yours"
        )
    if revision is not None:
        try:
            ScriptDirectory.from_config(alembic_config()).get_revision(revision)
        except CommandError as error:
            raise DatabaseStateError(
                f"the database is of a newer version (revision {revision}); start that version"
            ) from error
    return revision


def _upgrade_locked(connection: Connection) -> None:
    """Upgrade inside the caller's transaction, once no other process does."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    revision = _revision(connection)
    if revision == _newest():
        return  # another process was faster
    if revision is not None and _is_sqlite_file(connection.engine.url):
        _back_up(Path(str(connection.engine.url.database)), revision)
    command.upgrade(alembic_config(connection), "head")
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).first()
        if broken is not None:
            raise DatabaseStateError(
                f"after the upgrade a row of {broken[0]} refers to a missing row of {broken[2]}; "
                "nothing was changed"
            )


def _back_up(file: Path, revision: str) -> None:
    """Copy the file as it is before the upgrade; the writer's lock keeps others from changing it.

    Raises:
        DatabaseStateError: the copy cannot be written.
    """
    backup = file.with_name(f"{file.name}.{revision}.backup")
    unfinished = backup.with_name(backup.name + ".part")
    try:
        unfinished.unlink(missing_ok=True)
        source = sqlite3.connect(file)
        try:
            source.execute("VACUUM INTO ?", (str(unfinished),))
        finally:
            source.close()
        unfinished.replace(backup)
    except (OSError, sqlite3.Error) as error:
        unfinished.unlink(missing_ok=True)
        raise DatabaseStateError(
            f"no backup could be written to {backup} ({error}), so nothing was upgraded"
        ) from error


def _problems(connection: Connection) -> list[str]:
    found = []
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("PRAGMA integrity_check(20)")).scalars().all()
        found += [str(row) for row in rows if row != "ok"]
        for table, row_id, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
            found.append(f"{table} row {row_id} refers to a missing row of {parent}")
    revision, newest = _revision(connection), _newest()
    if revision != newest:
        found.append(f"the tables are at revision {revision}, the newest is {newest}")
    return found


def _is_sqlite_file(url: URL) -> bool:
    is_file = bool(url.database) and url.database != ":memory:"
    return url.get_backend_name() == "sqlite" and is_file


def _sqlite_engine(url: URL) -> AsyncEngine:
    """Return an engine whose transactions hold DDL, too, and begin with the writer's lock.

    Foreign keys are off: to change a table SQLite copies and drops it, and a drop would delete
    the rows that refer to it. They are checked before the commit instead.
    """
    engine = create_async_engine(url, poolclass=NullPool)

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver begins no transactions of its own
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_LOCK_WAIT_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
