from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from config.settings import load_settings
from db.models import Base, Feedback, PhotoAnswer, User
from db.queries import people, personal_data, photos
from db.session import Database

MINJI, JUNHO = 7_000_000_001, 7_000_000_002


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(load_settings({}, data_dir=tmp_path)) as opened:
        yield opened


async def answer_of(database: Database, user_id: int, hours: float = 1.0) -> int:
    async with database.session() as session:
        await people.touch_user(session, user_id)
        answer = PhotoAnswer(
            user_id=user_id, chat_id=user_id, width=10, height=20, embeddings=b"\1\2"
        )
        stored = await photos.save_answer(session, answer, retention=timedelta(hours=hours))
        return stored.id


async def test_a_person_is_created_once_and_unblocked_when_they_write(database: Database) -> None:
    async with database.session() as session:
        await people.touch_user(session, MINJI)
        await people.set_language(session, MINJI, "en")
        await people.mark_blocked(session, MINJI)
    async with database.session() as session:
        blocked = await session.get_one(User, MINJI)
        assert blocked.blocked_at is not None
    async with database.session() as session:
        user = await people.touch_user(session, MINJI)
        assert (user.language, user.blocked_at) == ("en", None)
        assert user.created_at.tzinfo is not None


async def test_answers_expire_and_are_purged(database: Database) -> None:
    answer_id = await answer_of(database, MINJI, hours=1)
    later = datetime.now(UTC) + timedelta(hours=2)
    async with database.session() as session:
        assert await photos.live_answer(session, answer_id) is not None
        assert await photos.live_answer(session, answer_id, later) is None
        assert await photos.live_answer(session, 12345) is None
        assert await photos.purge_answers(session) == 0
        assert await photos.purge_answers(session, later) == 1


async def test_the_last_thumb_counts(database: Database) -> None:
    answer_id = await answer_of(database, MINJI)
    async with database.session() as session:
        for kind in ("like", "dislike", "like"):
            feedback = Feedback(user_id=MINJI, answer_id=answer_id, kind=kind)
            await photos.add_feedback(session, feedback)
    async with database.session() as session:
        kinds = (await session.scalars(select(Feedback.kind))).all()
        assert kinds == ["like"]


async def test_export_has_every_table_and_only_ones_own_rows(database: Database) -> None:
    await answer_of(database, MINJI)
    await answer_of(database, JUNHO)
    async with database.session() as session:
        data = await personal_data.export_user(session, MINJI)
    with_people = {
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if "user_id" in mapper.columns
    }
    assert set(data) == {"users", *with_people}
    assert [row["user_id"] for row in data["photo_answers"]] == [MINJI]
    assert data["photo_answers"][0]["embeddings"] == "0102"


async def test_deleting_a_person_leaves_no_row_of_theirs(database: Database) -> None:
    answer_id = await answer_of(database, MINJI)
    await answer_of(database, JUNHO)
    async with database.session() as session:
        await photos.add_feedback(
            session, Feedback(user_id=MINJI, answer_id=answer_id, kind="like")
        )
    async with database.session() as session:
        await personal_data.delete_user(session, MINJI)
    async with database.session() as session:
        for mapper in Base.registry.mappers:
            if "user_id" in mapper.columns:
                rows = (await session.scalars(select(mapper.class_))).all()
                assert all(row.user_id == JUNHO for row in rows)
        assert (await session.scalars(select(User.id))).all() == [JUNHO]


def test_every_table_about_people_goes_with_them() -> None:
    for mapper in Base.registry.mappers:
        column = inspect(mapper.class_).columns.get("user_id")
        if column is not None:
            (key,) = column.foreign_keys
            assert (key.column.table.name, key.ondelete) == ("users", "CASCADE")
