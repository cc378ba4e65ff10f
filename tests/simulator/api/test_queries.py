"""Answers to pressed buttons."""

from __future__ import annotations

import pytest

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def query(tg, call):
    person = tg.person("alex")
    await person.say("/start")
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "가"}]]}
    await call("sendMessage", chat_id=person.id, text="x", reply_markup=markup)
    return await person.press("a")


async def test_update_and_answer(tg, call, query) -> None:
    update = (await call("getUpdates")).result[-1]["callback_query"]
    assert (update["id"], update["data"]) == (query.id, "가")
    assert update["message"]["text"] == "x"
    await call("answerCallbackQuery", callback_query_id=query.id, text="네", show_alert=True)
    answer = await query.answered()
    assert (answer.text, answer.show_alert) == ("네", True)
    assert (await call("answerCallbackQuery", callback_query_id=query.id)).result is True


async def test_too_old_or_unknown(tg, call, clock, query) -> None:
    clock.advance(tg.world.limits.callback_query_lifetime_s + 1)
    assert (await call("answerCallbackQuery", callback_query_id=query.id)).error == TOO_OLD
    assert (await call("answerCallbackQuery", callback_query_id="7")).error == TOO_OLD
    with pytest.raises(TimeoutError):
        await query.answered(timeout_s=0.01)


async def test_answer_too_long(call, query) -> None:
    reply = await call("answerCallbackQuery", callback_query_id=query.id, text="x" * 201)
    assert reply.error == "Bad Request: MESSAGE_TOO_LONG"


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ([{"id": "1"}] * 2, "RESULT_ID_DUPLICATE"),
        ([{"id": ""}], "RESULT_ID_INVALID"),
        ([{"id": str(i)} for i in range(51)], "RESULTS_TOO_MUCH"),
    ],
)
async def test_refused_inline_results(tg, call, results: list, reason: str) -> None:
    query = tg.world.new_inline_query(tg.person("alex").user, "coat")
    reply = await call("answerInlineQuery", inline_query_id=query.id, results=results)
    assert reply.error == f"Bad Request: {reason}"
