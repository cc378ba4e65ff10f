"""A 429 makes one chat wait, not all of them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.transport.rate_limiter import ChatRateLimiter


class Telegram:
    """Answers 429 for some chats, some times."""

    def __init__(self, **refusals: int) -> None:
        self.refusals = {int(name.removeprefix("chat")): n for name, n in refusals.items()}
        self.calls: list[int] = []

    async def call(self, chat_id: int) -> bool:
        self.calls.append(chat_id)
        if self.refusals.get(chat_id, 0) > 0:
            self.refusals[chat_id] -= 1
            raise RetryAfter(3)
        return True


def limiter(**settings: Any) -> ChatRateLimiter:
    return ChatRateLimiter(**{"messages_per_s": 1000, "max_retries": 5} | settings)


async def send(
    limit: ChatRateLimiter, telegram: Telegram, chat_id: int, retries: int | None = None
) -> object:
    return await limit.process_request(
        telegram.call, (chat_id,), {}, "sendMessage", {"chat_id": chat_id}, retries
    )


async def test_a_refused_message_is_sent_again_and_others_go_on() -> None:
    slept: list[float] = []
    others_are_done = asyncio.Event()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await others_are_done.wait()
        limit._held_until.clear()  # the time has passed

    limit, telegram = limiter(sleep=sleep), Telegram(chat1=1)
    waiting = asyncio.create_task(send(limit, telegram, 1))
    await asyncio.sleep(0)
    assert await send(limit, telegram, 2)
    others_are_done.set()
    assert await waiting
    assert telegram.calls == [1, 2, 1]
    assert len(slept) == 1
    assert 3 <= slept[0] <= 3.2


async def test_it_gives_up_at_last() -> None:
    async def sleep(_: float) -> None:
        limit._held_until.clear()

    limit, telegram = limiter(sleep=sleep, max_retries=2), Telegram(chat1=9)
    with pytest.raises(RetryAfter):
        await send(limit, telegram, 1)
    assert telegram.calls == [1, 1, 1]


async def test_retries_can_be_set_for_one_request() -> None:
    limit, telegram = limiter(), Telegram(chat1=9)
    with pytest.raises(RetryAfter):
        await send(limit, telegram, 1, retries=0)
    assert telegram.calls == [1]


async def test_what_has_no_chat_is_not_counted() -> None:
    limit = limiter(messages_per_s=1)

    async def answer() -> bool:
        return True

    for _ in range(50):  # a budget of one a second would take most of a minute
        assert await limit.process_request(answer, (), {}, "answerCallbackQuery", {}, None)


async def test_groups_are_counted_by_themselves() -> None:
    limit, telegram = limiter(), Telegram()
    for _ in range(20):
        await send(limit, telegram, -5)
    full = asyncio.create_task(send(limit, telegram, -5))
    await send(limit, telegram, -6)
    await send(limit, telegram, 7)
    assert not full.done()
    full.cancel()
    await asyncio.gather(full, return_exceptions=True)
