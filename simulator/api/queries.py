"""Methods that answer what people press and type: callback queries and inline queries."""

from __future__ import annotations

from simulator.api.registry import Call, method
from simulator.errors import ApiError, bad_request
from simulator.model import Answer


@method("answerCallbackQuery", "callback_query_id", "text show_alert url")
async def answer_callback_query(call: Call) -> bool:
    """End the waiting of a pressed button, with a toast or an alert if there is a text."""
    world = call.world
    query = world.callback_queries.get(call.params.text("callback_query_id") or "")
    if query is None or world.clock() - query.pressed_at_s > world.limits.callback_query_lifetime_s:
        raise _too_old()
    text = call.params.text("text") or None
    if text is not None and len(text) > world.limits.callback_answer_chars:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = Answer(text, call.params.flag("show_alert"), call.params.text("url"))
    if query.answer is None:
        query.close(answer)
        world.events.publish(
            "answer",
            chat_id=query.message.chat.id,
            person_id=query.person.id,
            query_id=query.id,
            message_id=query.message.id,
            text=answer.text,
            show_alert=answer.show_alert,
        )
    return True


@method("answerInlineQuery", "inline_query_id results")
async def answer_inline_query(call: Call) -> bool:
    """Give the results of an inline query."""
    world = call.world
    query = world.inline_queries.get(call.params.text("inline_query_id") or "")
    if query is None or world.clock() - query.asked_at_s > world.limits.callback_query_lifetime_s:
        raise _too_old()
    results = call.params.structure("results")
    if not isinstance(results, list) or not all(isinstance(item, dict) for item in results):
        raise bad_request("can't parse inline query results JSON object")
    if len(results) > world.limits.inline_results:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [str(item.get("id", "")) for item in results]
    if not all(1 <= len(item.encode()) <= 64 for item in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    query.close(results)
    return True


def _too_old() -> ApiError:
    return bad_request("query is too old and response timeout expired or query ID is invalid")
