"""Derive `facts.json` from a description of the Bot API.

Run `python -m tests.support.bot_api.derive_facts api.json`, where `api.json` comes from
https://github.com/PaulSonOfLars/telegram-bot-api-spec (MIT licence).

Kept are all methods and the types that their parameters use: names, types, what is required, and
the least and greatest length where a description gives them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

FACTS: Final = Path(__file__).with_name("facts.json")
SOURCE: Final = "https://github.com/PaulSonOfLars/telegram-bot-api-spec (MIT licence)"

_LENGTH: Final = re.compile(
    r"\b(\d+)-(\d+) (characters|bytes)( after entities parsing)?", re.IGNORECASE
)
_ITEMS: Final = re.compile(r"\b(?:list of|include) (\d+)-(\d+)\b|\bAt most (\d+) \w+ can be")

Facts = dict[str, Any]


def derive(description: Facts) -> Facts:
    """Return the facts of a description."""
    methods = {
        name: _fields(method.get("fields", ())) for name, method in description["methods"].items()
    }
    return {
        "version": description["version"],
        "release_date": description["release_date"],
        "source": SOURCE,
        "methods": methods,
        "types": _types(description["types"], methods),
    }


def _types(described: Facts, methods: Facts) -> Facts:
    """Return the types that parameters use, directly or inside others."""
    found: Facts = {}
    waiting = list(_names(methods.values()))
    while waiting:
        name = waiting.pop()
        if name in found or name not in described:
            continue
        subtypes = described[name].get("subtypes", [])
        fields = _fields(described[name].get("fields", ()))
        found[name] = {"subtypes": subtypes} if subtypes else fields
        waiting += [*subtypes, *_names([fields])]
    return dict(sorted(found.items()))


def _names(owners: Iterable[Facts]) -> Iterable[str]:
    for fields in owners:
        for field in fields.values():
            for name in field["types"]:
                yield name.rpartition("Array of ")[2]


def _fields(described: Iterable[Facts]) -> Facts:
    fields: Facts = {}
    for field in described:
        facts: Facts = {"types": field["types"]}
        if field["required"]:
            facts["required"] = True
        is_list = any(name.startswith("Array of ") for name in field["types"])
        if is_list and (items := _ITEMS.search(field["description"])):
            least, most, only_most = items.groups()
            facts["length"] = [int(least or 0), int(most or only_most), "items"]
        elif not is_list and (length := _LENGTH.search(field["description"])):
            least, most, unit, parsed = length.groups()
            facts["length"] = [int(least), int(most), unit.lower()]
            if parsed:
                facts["after_parsing"] = True
        fields[field["name"]] = facts
    return fields


def write(facts: Facts) -> None:
    """Write facts, a line for each method and type."""
    lines = []
    for key, value in facts.items():
        if isinstance(value, str):
            lines.append(f'"{key}": {json.dumps(value)}')
            continue
        rows = [f"  {json.dumps(name)}: {json.dumps(fields)}" for name, fields in value.items()]
        lines.append(f'"{key}": {{\n' + ",\n".join(rows) + "\n}")
    FACTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    write(derive(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
