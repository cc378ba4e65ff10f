"""Checks calls against the published description of the Bot API, where that is at hand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from simulator.calls import ApiCall

NAME = Path("shared/telegram/bot-api-10.1.json")


@cache
def methods() -> dict[str, dict[str, dict[str, Any]]] | None:
    """Return the published fields of each method by name; None when the file is not there."""
    for folder in Path(__file__).resolve().parents:
        if (folder / NAME).is_file():
            published = json.loads((folder / NAME).read_text(encoding="utf-8"))["methods"]
            return {
                name: {field["name"]: field for field in method.get("fields", [])}
                for name, method in published.items()
            }
    return None


def check_calls(calls: Iterable[ApiCall]) -> None:
    """Fail when a call names a method or parameter that is not published, or lacks one."""
    known = methods()
    if known is None:
        return
    for call in calls:
        assert call.method in known, f"no such method: {call.method}"
        fields = known[call.method]
        for name, value in call.parameters.items():
            if name == "parse_mode":
                # python-telegram-bot sends the default of `Defaults` with every method that sends
                # or edits a message; Telegram ignores it where there is no text.
                continue
            if isinstance(value, str) and value.startswith("<") and name not in fields:
                continue  # an upload under a name of its own, which another field points to
            assert name in fields, f"{call.method} has no parameter {name}"
        for name, field in fields.items():
            if field["required"]:
                assert name in call.parameters, f"{call.method} lacks {name}"
