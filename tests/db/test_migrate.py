from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from config.settings import load_settings
from db.migrate import alembic_config, upgrade
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
