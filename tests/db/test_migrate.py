"""Upgrades: whole or not at all, one at a time, and never of a file that is not ours."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import alembic.command
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url, text

from config.settings import load_settings
from db.migrate import (
    DatabaseStateError,
    _sqlite_engine,
    alembic_config,
    problems,
    upgrade,
)
from db.models import Base
from db.session import Database


async def test_migrations_make_exactly_the_tables_of_the_models(tmp_path: Path) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))

    async with await Database.open(load_settings({}, data_dir=tmp_path)) as database:
        await upgrade(database.engine)  # a second time changes nothing
        async with database.engine.connect() as connection:
            assert await connection.run_sync(differences) == []


def test_there_is_one_newest_revision() -> None:
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


async def test_sqlite_waits_checks_keys_and_writes_ahead(tmp_path: Path) -> None:
    async with (
        await Database.open(load_settings({}, data_dir=tmp_path)) as database,
        database.engine.connect() as connection,
    ):
        values = {
            name: (await connection.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert values == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000}


KILLED_AFTER = """
import asyncio, os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from config.settings import load_settings
from db.session import Database

left = int(sys.argv[2])

@event.listens_for(Engine, "after_cursor_execute")
def count(connection, cursor, statement, *_):
    global left
    if statement.lstrip()[:6].upper() in {"CREATE", "ALTER ", "INSERT", "UPDATE", "DROP T"}:
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

async def main():
    async with await Database.open(load_settings({}, data_dir=sys.argv[1])):
        pass

asyncio.run(main())
"""


def killed_after(statements: int, folder: Path) -> int:
    """Upgrade in a process that is killed after some statements; return its exit status."""
    command = [sys.executable, "-c", KILLED_AFTER, str(folder), str(statements)]
    return subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode


async def at_revision(folder: Path, revision: str) -> None:
    """Make a database of an earlier version with a person in it."""
    engine = _sqlite_engine(make_url(load_settings({}, data_dir=folder).database_url))
    async with engine.begin() as connection:
        await connection.run_sync(
            lambda sync: alembic.command.upgrade(alembic_config(sync), revision)
        )
        await connection.execute(
            text("INSERT INTO users (id, created_at, last_seen_at) VALUES (7, :now, :now)"),
            {"now": "2026-01-01 00:00:00"},
        )
    await engine.dispose()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("revision", "statements"), [(None, 1), (None, 30), ("0005", 2), ("0005", 20)]
)
async def test_an_upgrade_killed_in_the_middle_is_done_at_the_next_start(
    tmp_path: Path, revision: str | None, statements: int
) -> None:
    if revision is not None:
        await at_revision(tmp_path, revision)
    assert killed_after(statements, tmp_path) == -signal.SIGKILL
    async with (
        await Database.open(load_settings({}, data_dir=tmp_path)) as database,
        database.engine.connect() as connection,
    ):
        people = (await connection.execute(text("SELECT id FROM users"))).scalars().all()
    assert people == ([] if revision is None else [7])
    assert await problems(database.engine) == []
    await database.close()


@pytest.mark.slow
def test_two_processes_that_start_at_once_both_come_up(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED_AFTER, str(tmp_path), "-1"]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    endings = [(process.communicate()[1], process.returncode) for process in both]
    assert [status for _, status in endings] == [0, 0], endings


async def test_a_file_is_copied_before_it_is_upgraded(tmp_path: Path) -> None:
    await at_revision(tmp_path, "0005")
    async with await Database.open(load_settings({}, data_dir=tmp_path)):
        pass
    copy = sqlite3.connect(tmp_path / "coordi.db.0005.backup")
    assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [("0005",)]
    assert copy.execute("SELECT id FROM users").fetchall() == [(7,)]
    copy.close()


async def test_an_upgrade_without_room_for_a_backup_changes_nothing(tmp_path: Path) -> None:
    await at_revision(tmp_path, "0005")
    (tmp_path / "coordi.db.0005.backup").mkdir()
    with pytest.raises(DatabaseStateError, match="no backup"):
        await Database.open(load_settings({}, data_dir=tmp_path))
    file = sqlite3.connect(tmp_path / "coordi.db")
    assert file.execute("SELECT version_num FROM alembic_version").fetchall() == [("0005",)]
    file.close()


def of_another_program(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE notes (id INTEGER)")
    connection.close()


def of_a_newer_version(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
    connection.execute("INSERT INTO alembic_version VALUES ('9999')")
    connection.commit()
    connection.close()


def of_no_database(file: Path) -> None:
    file.write_bytes(b"what a database is not" * 400)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (of_another_program, "belongs to another program"),
        (of_a_newer_version, "newer version"),
        (of_no_database, "damaged or not an SQLite file"),
    ],
)
def test_a_file_that_is_not_ours_is_one_clear_line(
    tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    make(tmp_path / "coordi.db")
    for arguments in (["db", "upgrade"], ["db", "check"]):
        ended = subprocess.run(
            [sys.executable, "-m", "coordi", *arguments],
            env={**os.environ, "COORDI_DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode in {1, 2}
        [line] = ended.stderr.splitlines() or [ended.stdout]
        assert words in line
