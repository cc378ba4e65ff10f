"""Clothes being added: one open batch, photos counted once, questions, leave to learn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from config.settings import load_settings
from db.models import ClosetBatch, ClosetItem, ClosetUpload, pack_vector, utc_now
from db.queries import closet, closet_uploads, people
from db.queries.closet import ORIGINAL, Picture
from db.session import Database

MINJI, JUNHO = 7, 8
LONG_AGO = utc_now() - timedelta(hours=1)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(load_settings({}, _env_file=None, data_dir=tmp_path)) as it:
        async with it.session() as session:
            await people.touch_user(session, MINJI)
            await people.touch_user(session, JUNHO)
        yield it


async def begun(database: Database, user_id: int = MINJI) -> ClosetBatch:
    async with database.session() as session:
        return await closet_uploads.open_batch(session, user_id, user_id, language="ko")


def upload(batch: ClosetBatch, message_id: int, outcome: str | None = None) -> ClosetUpload:
    return ClosetUpload(
        user_id=batch.user_id,
        batch_id=batch.id,
        chat_id=batch.chat_id,
        message_id=message_id,
        file_id=f"file{message_id}",
        outcome=outcome,
    )


async def test_a_new_batch_takes_the_place_of_the_old_one(database: Database) -> None:
    first, second = await begun(database), await begun(database)
    async with database.session() as session:
        found = await closet_uploads.open_batch_of(session, MINJI, since=LONG_AGO)
        assert found is not None
        assert found.id == second.id
        old = await closet_uploads.batch_of(session, MINJI, first.id)
        assert old is not None
        assert old.closed_at is not None
        assert await closet_uploads.batch_of(session, JUNHO, first.id) is None
        assert await closet_uploads.close_batches(session, MINJI) == 1
        assert await closet_uploads.open_batch_of(session, MINJI, since=LONG_AGO) is None


async def test_a_batch_without_photos_for_long_is_not_open(database: Database) -> None:
    batch = await begun(database)
    async with database.session() as session:
        stored = await session.get_one(ClosetBatch, batch.id)
        stored.created_at = LONG_AGO
    half_an_hour_ago = utc_now() - timedelta(minutes=30)
    async with database.session() as session:
        assert await closet_uploads.open_batch_of(session, MINJI, since=half_an_hour_ago) is None
        await closet_uploads.add_upload(session, upload(batch, 1))
        assert (
            await closet_uploads.open_batch_of(session, MINJI, since=half_an_hour_ago) is not None
        )


async def test_a_photo_counts_once(database: Database) -> None:
    batch = await begun(database)
    async with database.session() as session:
        first = await closet_uploads.add_upload(session, upload(batch, 1))
        assert first is not None
        assert await closet_uploads.add_upload(session, upload(batch, 1)) is None
        await closet_uploads.add_upload(session, upload(batch, 2, "too_many"))
        outcomes = await closet_uploads.outcomes_of(session, batch.id)
        assert outcomes == {None: 1, "too_many": 1}
        assert await closet_uploads.newest_upload(session, batch.id) == 2
        await closet_uploads.set_outcome(session, first.id, "several")
        assert not await closet_uploads.is_waiting(session, first.id)
        await closet_uploads.set_chosen(session, batch.id, "file1")
        outcomes = await closet_uploads.outcomes_of(session, batch.id)
        assert outcomes == {"saved": 1, "too_many": 1}


async def test_waiting_photos_are_taken_up_unless_they_are_old_or_dropped(
    database: Database,
) -> None:
    batch = await begun(database)
    async with database.session() as session:
        for number in (1, 2):
            await closet_uploads.add_upload(session, upload(batch, number))
    async with database.session() as session:
        waiting = await closet_uploads.waiting_uploads(session, since=LONG_AGO)
        assert [w.message_id for w in waiting] == [1, 2]
        await closet_uploads.delete_waiting(session, JUNHO)
        later = utc_now() + timedelta(seconds=1)
        assert len(await closet_uploads.waiting_uploads(session, since=LONG_AGO)) == 2
        assert await closet_uploads.waiting_uploads(session, since=later) == []


async def item_in(database: Database, user_id: int, **changes: object) -> ClosetItem:
    seen = {"category": "hoodie", "warmth": 2}
    item = ClosetItem(
        user_id=user_id,
        **{**seen, **changes},
        seen=seen,
        embedding=pack_vector(np.ones(256, np.float32) / 16),
    )
    async with database.session() as session:
        return await closet.add_item(session, item, [Picture(ORIGINAL, b"webp", 1, 1)])


async def test_one_question_is_open_at_a_time(database: Database) -> None:
    item = await item_in(database, MINJI)
    async with database.session() as session:
        await closet_uploads.open_question(session, MINJI, item.id, "comment", 5)
        await closet_uploads.open_question(session, MINJI, item.id, "price", 6)
        question = await closet_uploads.question_of(session, MINJI, since=LONG_AGO)
        assert question is not None
        assert (question.field, question.message_id) == ("price", 6)
        assert await closet_uploads.question_of(session, JUNHO, since=LONG_AGO) is None
        assert await closet_uploads.close_question(session, MINJI)
        assert not await closet_uploads.close_question(session, MINJI)


async def test_only_corrections_of_who_agreed_are_learned_from(database: Database) -> None:
    await item_in(database, MINJI, category="sweatshirt")
    await item_in(database, MINJI)
    await item_in(database, JUNHO, category="sweatshirt")
    async with database.session() as session:
        assert await closet_uploads.shared_corrections(session) == []
        assert await closet_uploads.consent_of(session, MINJI) is None
        await closet_uploads.set_consent(session, MINJI, shares=True)
        await closet_uploads.set_consent(session, JUNHO, shares=False)
        [(item, changed, webp)] = await closet_uploads.shared_corrections(session)
        assert (item.user_id, changed, webp) == (MINJI, {"category": "sweatshirt"}, b"webp")
        await closet_uploads.set_consent(session, MINJI, shares=False)
        assert await closet_uploads.shared_corrections(session) == []
