"""One person's updates in order, people side by side."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from telegram import Chat, Message, Update, User

from bot.transport.update_processor import KeyedLocks, PerUserUpdateProcessor, update_key


def update(user_id: int, chat_id: int | None = None) -> Update:
    user = User(user_id, "p", is_bot=False)
    chat = Chat(chat_id or user_id, "private")
    return Update(1, Message(1, datetime.now(UTC), chat, from_user=user))


async def test_in_order_for_one_and_side_by_side_for_others() -> None:
    processor = PerUserUpdateProcessor()
    done: list[str] = []
    first_may_end = asyncio.Event()

    async def first() -> None:
        await first_may_end.wait()
        done.append("first of 1")

    async def second() -> None:
        done.append("second of 1")

    async def other() -> None:
        done.append("other")
        first_may_end.set()

    await asyncio.gather(
        processor.process_update(update(1), first()),
        processor.process_update(update(1, -100), second()),
        processor.process_update(update(2), other()),
    )
    assert done == ["other", "first of 1", "second of 1"]


async def test_an_error_lets_the_next_one_in() -> None:
    locks = KeyedLocks()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            async with locks.hold(1):
                _ = 1 / 0
    assert len(locks) == 0


async def test_idle_locks_are_dropped() -> None:
    locks = KeyedLocks()
    async with locks.hold(1), locks.hold(2):
        assert len(locks) == 2
    assert len(locks) == 0


def test_whose_update_it_is() -> None:
    assert update_key(update(5, -9)) == 5
    assert update_key("something else") is None
    assert update_key(Update(1)) is None


async def test_an_update_of_nobody_is_handled() -> None:
    done = []

    async def work() -> None:
        done.append(1)

    await PerUserUpdateProcessor().process_update(Update(1), work())
    assert done == [1]
