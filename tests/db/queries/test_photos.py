from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from config.settings import load_settings
from db.models import PendingPhoto, PhotoAnswer, Search, utc_now
from db.queries import people, photos
from db.session import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(load_settings({}, data_dir=tmp_path)) as opened:
        yield opened


async def an_answer(
    database: Database, user_id: int = 1, chat_id: int = 1, message_id: int = 10
) -> PhotoAnswer:
    async with database.session() as session:
        await people.touch_user(session, user_id)
        answer = PhotoAnswer(
            user_id=user_id,
            chat_id=chat_id,
            message_id=message_id,
            width=1,
            height=1,
            people=1,
            embeddings=b"",
        )
        return await photos.save_answer(session, answer, retention=timedelta(hours=1))


async def a_search(database: Database, answer: PhotoAnswer, message_id: int) -> Search:
    async with database.session() as session:
        search = Search(
            user_id=answer.user_id,
            chat_id=answer.chat_id,
            answer_id=answer.id,
            garment=0,
            message_id=message_id,
        )
        return await photos.open_search(session, search)


async def test_the_latest_search_of_a_person_in_a_chat(database: Database) -> None:
    mine, others = await an_answer(database), await an_answer(database, 2, 1)
    await a_search(database, mine, 20)
    newest = await a_search(database, mine, 21)
    await a_search(database, others, 22)
    async with database.session() as session:
        found = await photos.latest_search(session, 1, 1)
        assert found is not None
        assert (found[0].id, found[1].id) == (newest.id, mine.id)
        assert await photos.latest_search(session, 1, 99) is None
        by_message = await photos.search_of_message(session, 1, 20)
        assert by_message is not None
        assert by_message[0].id == newest.id - 1
        assert await photos.search_of_message(session, 99, 20) is None


async def test_answers_are_found_by_person_and_by_message(database: Database) -> None:
    await an_answer(database, message_id=10)
    newest = await an_answer(database, message_id=11)
    async with database.session() as session:
        latest = await photos.latest_answer(session, 1, 1)
        assert latest is not None
        assert latest.id == newest.id
        by_message = await photos.answer_of_message(session, 1, 10)
        assert by_message is not None
        assert by_message.message_id == 10
        assert await photos.answer_of_message(session, 2, 10) is None


async def test_what_has_expired_is_not_found_and_goes_with_its_answer(database: Database) -> None:
    answer = await an_answer(database)
    search = await a_search(database, answer, 20)
    async with database.session() as session:
        (await session.get_one(PhotoAnswer, answer.id)).expires_at = utc_now()
    async with database.session() as session:
        assert await photos.live_search(session, search.id) is None
        assert await photos.latest_search(session, 1, 1) is None
        assert await photos.search_of_message(session, 1, 20) is None
        assert await photos.latest_answer(session, 1, 1) is None
        assert await photos.answer_of_message(session, 1, 10) is None
        await photos.purge_answers(session)
    async with database.session() as session:
        assert await session.get(Search, search.id) is None


async def test_dismissed_before_a_moment(database: Database) -> None:
    async with database.session() as session:
        assert await photos.dismissed_products(session, 1, before=utc_now()) == set()


def a_photo(message_id: int) -> PendingPhoto:
    return PendingPhoto(
        user_id=1, chat_id=1, message_id=message_id, progress_id=5, file_id="f", language="ko"
    )


async def test_waiting_photos_come_back_in_order_until_they_are_answered(
    database: Database,
) -> None:
    async with database.session() as session:
        await people.touch_user(session, 1)
        for message_id in (3, 1, 2, 3):  # a second time changes nothing
            await photos.add_pending(session, a_photo(message_id))
        await photos.delete_pending(session, 1, 1)
        await photos.delete_pending(session, 9, 9)
    async with database.session() as session:
        waiting = await photos.list_pending(session, max_age=timedelta(hours=1))
        assert [photo.message_id for photo in waiting] == [3, 2]
    async with database.session() as session:
        assert await photos.list_pending(session, max_age=timedelta(0)) == []
