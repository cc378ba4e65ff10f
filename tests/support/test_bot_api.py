"""The contract refuses what the published Bot API does not know."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.calls import ApiCall
from tests.support.bot_api import check_calls


def call(method: str, **parameters: Any) -> ApiCall:
    return ApiCall(method, parameters, 200, None, True, 0.0)


def button(**fields: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "👍", **fields}]]}


def test_published_calls_pass() -> None:
    check_calls(
        [
            call(
                "sendMessage", chat_id=1, text="<b>hi</b>", reply_markup=button(callback_data="x")
            ),
            call(
                "sendMediaGroup", chat_id="1", media=[{"type": "photo", "media": "attach://a"}] * 2
            ),
            call("sendPhoto", chat_id=1, photo="attach://a", a="<a.jpg, 9 bytes>"),
        ]
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (call("sendLetter"), "no such method"),
        (call("sendMessage", chat_id=1), "lacks text"),
        (call("sendMessage", chat_id=1, text="a", colour="red"), "no parameter colour"),
        (call("sendMessage", chat_id=1, text=2), "no String"),
        (call("sendMessage", chat_id=1, text="a" * 4097), "4097 characters"),
        (call("sendMessage", chat_id=1, text="<b></b>"), "0 characters"),
        (call("sendMessage", chat_id=1, text="a", reply_markup=button(style_="x")), "style_"),
        (
            call("sendMessage", chat_id=1, text="a", reply_markup=button(callback_data="가" * 22)),
            "66 bytes",
        ),
        (call("sendMediaGroup", chat_id=1, media=[{"type": "photo", "media": "a"}]), "1 items"),
    ],
)
def test_other_calls_are_refused(wrong: ApiCall, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        check_calls([wrong])
