"""Garments on their way into a closet: what is stored of them, and which look the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from bot.services.closet_items import NewGarment, add_garments, change_category
from config.settings import load_settings
from db.models import ClosetItem, pack_vector
from db.queries import closet
from db.session import Database
from engine.service import EngineService
from tests.support.bot import vector

MINJI = 7


@dataclass
class FakeEngine:
    """Runs work at once and counts it."""

    runs: list[str] = field(default_factory=list)

    async def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.runs.append(function.__name__)
        return function(*args, **kwargs)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    settings = load_settings({}, _env_file=None, data_dir=tmp_path)
    async with await Database.open(settings) as opened:
        yield opened


def garment(
    shape: int, *, version: str = "new", fingerprint: bytes | None = bytes(8)
) -> NewGarment:
    item = ClosetItem(
        user_id=MINJI,
        category="hoodie",
        warmth=3,
        seasons=["spring", "autumn", "winter"],
        embedding=pack_vector(vector(shape, 0)),
        embedded_by=version,
        fingerprint=fingerprint,
        seen={"category": "hoodie", "warmth": 3},
    )
    return NewGarment(item, ())


async def add(database: Database, *garments: NewGarment) -> list[ClosetItem]:
    """Add garments in one go; return them as they are stored."""
    engine = FakeEngine()
    await add_garments(database, cast("EngineService", engine), garments)
    assert len(engine.runs) == 1, "all garments are compared in one piece of work"
    return [new.item for new in garments]


async def test_a_new_garment_refers_to_the_oldest_that_looks_the_same(database: Database) -> None:
    [first] = await add(database, garment(1))
    [second] = await add(database, garment(1))
    [third] = await add(database, garment(1))
    [other] = await add(database, garment(2))
    assert first.twin_id is None
    assert (second.twin_id, third.twin_id) == (first.id, first.id)
    assert other.twin_id is None


async def test_garments_of_one_photo_are_compared_with_each_other(database: Database) -> None:
    first, other, twin = await add(database, garment(1), garment(2), garment(1))
    assert (first.twin_id, other.twin_id, twin.twin_id) == (None, None, first.id)


async def test_what_cannot_be_compared_has_no_twin(database: Database) -> None:
    await add(database, garment(1, version="old"), garment(1, fingerprint=None))
    [new] = await add(database, garment(1))
    [plain] = await add(database, garment(1, fingerprint=None))
    assert (new.twin_id, plain.twin_id) == (None, None)


async def test_deleted_garments_are_no_twins(database: Database) -> None:
    [first] = await add(database, garment(1))
    async with database.session() as session:
        await closet.delete_item(session, MINJI, first.id)
    [again] = await add(database, garment(1))
    assert again.twin_id is None


async def test_a_twin_that_is_deleted_meanwhile_is_not_referred_to(database: Database) -> None:
    [first] = await add(database, garment(1))

    class SlowEngine(FakeEngine):
        async def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            async with database.session() as session:
                await closet.delete_item(session, MINJI, first.id)
            return await super().run(function, *args, **kwargs)

    again = garment(1)
    await add_garments(database, cast("EngineService", SlowEngine()), [again])
    assert again.item.twin_id is None


def test_another_category_takes_along_what_nobody_corrected() -> None:
    item = garment(1).item
    item.fit = "over"
    change_category(item, "shorts")
    assert (item.category, item.fit) == ("shorts", "wide")
    assert item.warmth == 1
    assert "winter" not in item.seasons


def test_another_category_leaves_what_was_corrected() -> None:
    item = garment(1).item
    item.warmth, item.seasons = 4, ["summer"]
    change_category(item, "shorts")
    assert (item.warmth, item.seasons) == (4, ["summer"])
