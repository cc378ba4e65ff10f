"""`coordi db` on the command line."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from config.settings import get_settings, load_settings
from db.cli import db
from db.models import WornSize
from db.queries import people, sizes
from db.session import Database


def test_shared_sizes_come_as_json_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fill() -> None:
        settings = load_settings({}, _env_file=None, data_dir=tmp_path)
        async with await Database.open(settings) as database, database.session() as session:
            await people.touch_user(session, 7)
            await sizes.save_profile(
                session, 7, gender="female", height_cm=160.0, weight_kg=52.0, shares_sizes=True
            )
            session.add(WornSize(user_id=7, category="dress", label="S", verdict="large"))

    asyncio.run(fill())
    monkeypatch.setenv("COORDI_DATA_DIR", str(tmp_path))
    get_settings.cache_clear()
    try:
        result = CliRunner().invoke(db, ["sizes"])
    finally:
        get_settings.cache_clear()
    assert result.exit_code == 0, result.output
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {
            "person": 1,
            "consent": True,
            "gender": "female",
            "height_cm": 160.0,
            "weight_kg": 52.0,
            "age": None,
            "category": "dress",
            "brand": None,
            "fit": None,
            "size": "S",
            "feedback": "large",
        }
    ]
