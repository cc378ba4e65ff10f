"""A person's clothes: their own only, worn once a day, taken back after a deletion."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from config.settings import load_settings
from db.models import ClosetItem, pack_vector, utc_now
from db.queries import closet, diary, people, personal_data
from db.queries.closet import CUTOUT, ORIGINAL, Picture
from db.session import Database

MINJI, JUNHO = 7, 8
MONDAY = date(2026, 11, 16)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(load_settings({}, _env_file=None, data_dir=tmp_path)) as it:
        async with it.session() as session:
            await people.touch_user(session, MINJI)
            await people.touch_user(session, JUNHO)
        yield it


def garment(user_id: int = MINJI, category: str = "jeans", **changes: object) -> ClosetItem:
    embedding = pack_vector(np.ones(256, np.float32) / 16)
    return ClosetItem(user_id=user_id, category=category, embedding=embedding, **changes)


async def added(database: Database, item: ClosetItem) -> int:
    pictures = [Picture(ORIGINAL, b"o", 30, 40), Picture(CUTOUT, b"c", 20, 30)]
    async with database.session() as session:
        return (await closet.add_item(session, item, pictures)).id


async def test_the_closet_is_newest_first_and_leaves_out_the_wash(database: Database) -> None:
    jeans = await added(database, garment())
    coat = await added(database, garment(category="coat"))
    washing = await added(database, garment(category="shirt", in_wash=True))
    async with database.session() as session:
        assert [i.id for i in await closet.items_of(session, MINJI)] == [coat, jeans]
        all_of_it = await closet.items_of(session, MINJI, available=False)
        assert [i.id for i in all_of_it] == [washing, coat, jeans]
        coats = await closet.items_of(session, MINJI, categories={"coat"})
        assert [i.id for i in coats] == [coat]
        assert await closet.counts_of(session, MINJI) == {"jeans": 1, "coat": 1, "shirt": 1}


async def test_nobody_reaches_the_clothes_of_someone_else(database: Database) -> None:
    theirs = await added(database, garment(JUNHO))
    async with database.session() as session:
        assert await closet.item_of(session, MINJI, theirs) is None
        assert await closet.update_item(session, MINJI, theirs, name="mine") is None
        assert not await closet.delete_item(session, MINJI, theirs)
        assert await closet.picture_of(session, MINJI, theirs) is None
        assert await diary.mark_worn(session, MINJI, [theirs], MONDAY) == 0
        await diary.mark_worn(session, JUNHO, [theirs], MONDAY)
        await diary.unmark_worn(session, MINJI, [theirs], MONDAY)
        assert await diary.recently_worn(session, JUNHO, MONDAY) == {theirs: MONDAY}
        assert await closet.items_of(session, MINJI) == []


async def test_a_deleted_garment_can_be_taken_back_until_it_is_purged(database: Database) -> None:
    item_id = await added(database, garment())
    async with database.session() as session:
        await diary.mark_worn(session, MINJI, [item_id], MONDAY)
        assert await closet.delete_item(session, MINJI, item_id)
        assert await closet.item_of(session, MINJI, item_id) is None
        assert await closet.items_of(session, MINJI) == []
        assert await diary.worn_days(session, MINJI, MONDAY, MONDAY + timedelta(1)) == []
        assert await closet.restore_item(session, JUNHO, item_id) is None
    async with database.session() as session:
        assert await closet.restore_item(session, MINJI, item_id) is not None
        assert await closet.purge_deleted(session, before=utc_now()) == 0
        await closet.delete_item(session, MINJI, item_id)
        later = utc_now() + timedelta(seconds=1)
        assert await closet.purge_deleted(session, before=later) == 1
        assert await closet.restore_item(session, MINJI, item_id) is None
        assert await closet.picture_of(session, MINJI, item_id) is None


async def test_the_picture_that_the_person_chose_is_shown(database: Database) -> None:
    item_id = await added(database, garment())
    async with database.session() as session:
        shown = await closet.picture_of(session, MINJI, item_id)
        assert shown is not None
        assert shown.webp == b"c"
        await closet.update_item(session, MINJI, item_id, shows=ORIGINAL)
        shown = await closet.picture_of(session, MINJI, item_id)
        assert shown is not None
        assert shown.webp == b"o"
        cutout = await closet.picture_of(session, MINJI, item_id, CUTOUT)
        assert cutout is not None
        assert (cutout.webp, cutout.width, cutout.height) == (b"c", 20, 30)


async def test_a_garment_without_a_cutout_shows_its_original(database: Database) -> None:
    async with database.session() as session:
        item = await closet.add_item(session, garment(), [Picture(ORIGINAL, b"o", 1, 1)])
        shown = await closet.picture_of(session, MINJI, item.id)
        assert shown is not None
        assert shown.kind == ORIGINAL


async def test_a_garment_is_worn_once_a_day(database: Database) -> None:
    jeans = await added(database, garment())
    shirt = await added(database, garment(category="shirt"))
    tuesday = MONDAY + timedelta(days=1)
    async with database.session() as session:
        assert await diary.mark_worn(session, MINJI, [jeans, shirt], MONDAY, outfit_id=3) == 2
        assert await diary.mark_worn(session, MINJI, [jeans], MONDAY) == 0
        assert await diary.mark_worn(session, MINJI, [jeans], tuesday) == 1
        assert await diary.recently_worn(session, MINJI, tuesday) == {jeans: tuesday}
        wears = await diary.wear_counts(session, MINJI)
        assert wears[jeans] == diary.Wear(2, tuesday)
        assert wears[shirt] == diary.Wear(1, MONDAY)
        days = await diary.worn_days(session, MINJI, MONDAY, tuesday)
        assert [(d.item_id, d.outfit_id) for d in days] == [(jeans, 3), (shirt, 3)]
        await diary.unmark_worn(session, MINJI, [jeans], tuesday)
        assert await diary.recently_worn(session, MINJI, tuesday) == {}


async def test_the_closet_is_exported_and_goes_with_the_person(database: Database) -> None:
    item_id = await added(database, garment())
    async with database.session() as session:
        await diary.mark_worn(session, MINJI, [item_id], MONDAY)
        exported = await personal_data.export_user(session, MINJI)
        assert [len(exported[t]) for t in ("closet_items", "closet_pictures", "worn_days")] == [
            1,
            2,
            1,
        ]
        assert exported["worn_days"][0]["worn_on"] == "2026-11-16"
        await personal_data.delete_user(session, MINJI)
        await people.touch_user(session, MINJI)
    async with database.session() as session:
        assert await closet.items_of(session, MINJI) == []
        assert await closet.picture_of(session, MINJI, item_id) is None
        assert await diary.wear_counts(session, MINJI) == {}


async def test_one_question_for_a_day_is_open_at_most(database: Database) -> None:
    jeans, coat = await added(database, garment()), await added(database, garment(category="coat"))
    async with database.session() as session:
        assert not await diary.close_day_question(session, MINJI)
        await diary.open_day_question(session, MINJI, item_id=jeans, message_id=1)
        await diary.open_day_question(session, MINJI, item_id=coat, message_id=2)
    async with database.session() as session:
        since = utc_now() - timedelta(minutes=10)
        question = await diary.day_question_of(session, MINJI, since=since)
        assert question is not None
        assert (question.item_id, question.message_id) == (coat, 2)
        assert await diary.day_question_of(session, MINJI, since=utc_now()) is None
        assert not await diary.close_day_question(session, JUNHO)
        assert await diary.close_day_question(session, MINJI)
    async with database.session() as session:
        assert await diary.day_question_of(session, MINJI) is None
