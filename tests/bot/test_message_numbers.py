"""The newest message number, of the chats that share one sequence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.message_numbers import MessageNumbers
from bot.pacing import ChatRateLimiter

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def message(chat_id: int, number: int) -> dict[str, Any]:
    return {"message_id": number, "chat": {"id": chat_id, "type": "private"}}


def test_only_numbers_of_the_shared_sequence_count() -> None:
    numbers = MessageNumbers(lambda: NOW)
    assert numbers.newest is None
    numbers.note(7, 10)
    numbers.note(-55, 12)  # a basic group
    numbers.note(-1_001_700_000_001, 999)  # a channel
    numbers.note(7, 11)
    assert (numbers.newest, numbers.seen_at) == (12, NOW)


@pytest.mark.parametrize("answer", [True, {}, {"message_id": 3}, [], [{"ok": 1}], None, "x"])
def test_answers_without_a_message(answer: object) -> None:
    numbers = MessageNumbers(lambda: NOW)
    numbers.note_answer(answer)
    assert numbers.newest is None


async def test_the_limiter_notes_what_is_sent() -> None:
    numbers = MessageNumbers(lambda: NOW)
    limiter = ChatRateLimiter(messages_per_s=100, max_retries=0, numbers=numbers)

    async def album(**_: Any) -> list[dict[str, Any]]:
        return [message(7, 20), message(7, 21)]

    await limiter.process_request(album, (), {}, "sendMediaGroup", {"chat_id": 7}, None)
    assert numbers.newest == 21
