"""The newest message number, of the chats that share one sequence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.transport.message_ids import MessageIds
from bot.transport.rate_limiter import ChatRateLimiter

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def message(chat_id: int, number: int) -> dict[str, Any]:
    return {"message_id": number, "chat": {"id": chat_id, "type": "private"}}


def test_only_numbers_of_the_shared_sequence_count() -> None:
    message_ids = MessageIds()
    assert message_ids.newest is None
    message_ids.record(7, 10, NOW)
    message_ids.record(-55, 12, NOW)  # a basic group
    message_ids.record(-1_001_700_000_001, 999, NOW)  # a channel
    message_ids.record(7, 11, NOW)
    assert (message_ids.newest, message_ids.given_after) == (12, NOW)


def test_a_slow_request_says_no_less_of_when_its_number_was_given_out() -> None:
    message_ids = MessageIds()
    message_ids.record(7, 10, NOW)
    message_ids.record(7, 11, NOW - timedelta(seconds=50))
    assert (message_ids.newest, message_ids.given_after) == (11, NOW)
    message_ids.record(7, 12, NOW + timedelta(seconds=1))
    assert message_ids.given_after == NOW + timedelta(seconds=1)


@pytest.mark.parametrize("answer", [True, {}, {"message_id": 3}, [], [{"ok": 1}], None, "x"])
def test_answers_without_a_message(answer: object) -> None:
    message_ids = MessageIds(lambda: NOW)
    message_ids.record_response(answer, NOW)
    assert message_ids.newest is None


async def test_the_limiter_notes_what_is_sent() -> None:
    message_ids = MessageIds(lambda: NOW)
    limiter = ChatRateLimiter(messages_per_s=100, max_retries=0, message_ids=message_ids)

    async def album(**_: Any) -> list[dict[str, Any]]:
        return [message(7, 20), message(7, 21)]

    await limiter.process_request(album, (), {}, "sendMediaGroup", {"chat_id": 7}, None)
    assert (message_ids.newest, message_ids.given_after) == (21, NOW)


async def test_a_changed_message_is_not_a_new_one() -> None:
    message_ids = MessageIds(lambda: NOW)
    limiter = ChatRateLimiter(messages_per_s=100, max_retries=0, message_ids=message_ids)

    async def changed(**_: Any) -> dict[str, Any]:
        return message(7, 20)

    await limiter.process_request(changed, (), {}, "editMessageText", {"chat_id": 7}, None)
    assert message_ids.newest is None
