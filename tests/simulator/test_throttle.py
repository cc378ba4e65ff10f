"""Rates, by a clock that is turned by hand."""

from __future__ import annotations

import pytest

from simulator.errors import ApiError
from simulator.limits import Limits
from simulator.throttle import Throttle


def _refused(throttle: Throttle, chat_id: int, *, group: bool = False) -> int | None:
    """Return `retry_after`, or None when the message may go."""
    try:
        throttle.admit(chat_id, group=group)
    except ApiError as refusal:
        return _retry_after(refusal)
    return None


def _retry_after(refusal: ApiError) -> int:
    assert refusal.status == 429
    assert refusal.parameters is not None
    seconds = int(refusal.parameters["retry_after"])
    assert refusal.description == f"Too Many Requests: retry after {seconds}"
    return seconds


def test_thirty_a_second_over_all_chats(clock) -> None:
    throttle = Throttle(Limits(), clock)
    answers = [_refused(throttle, chat_id) for chat_id in range(31)]
    assert answers == [None] * 30 + [1]
    clock.advance(1)
    assert [_refused(throttle, chat_id) for chat_id in range(31)] == answers


def test_one_a_second_to_a_chat_after_the_burst(clock) -> None:
    throttle = Throttle(Limits(chat_burst=3), clock)
    assert [_refused(throttle, 1) for _ in range(4)] == [None, None, None, 1]
    assert _refused(throttle, 2) is None
    clock.advance(1)
    assert [_refused(throttle, 1) for _ in range(2)] == [None, 1]


def test_twenty_a_minute_to_a_group(clock) -> None:
    throttle = Throttle(Limits(chat_burst=100), clock)
    assert [_refused(throttle, -1, group=True) for _ in range(21)] == [None] * 20 + [3]
    clock.advance(3)
    assert _refused(throttle, -1, group=True) is None


def test_album_is_let_through_and_leaves_a_debt(clock) -> None:
    throttle = Throttle(Limits(chat_burst=2), clock)
    throttle.admit(1, group=False, messages=10)
    assert _refused(throttle, 1) == 9
    clock.advance(9)
    assert _refused(throttle, 1) is None


@pytest.mark.parametrize("seconds", [0, 10, 10_000_000])
def test_waiting_longer_never_gives_more_than_the_burst(clock, seconds: int) -> None:
    throttle = Throttle(Limits(chat_burst=5), clock)
    clock.advance(seconds)
    assert [_refused(throttle, 1) for _ in range(6)] == [None] * 5 + [1]
