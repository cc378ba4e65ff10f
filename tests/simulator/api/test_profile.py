"""Commands and other things the bot says of itself."""

from __future__ import annotations

import pytest

from simulator.api.profile import commands_for


def _list(*names: str) -> list[dict]:
    return [{"command": name, "description": f"does {name}"} for name in names]


async def test_the_narrowest_scope_wins(tg, call) -> None:
    minji, alex = tg.person("민지", language_code="ko-KR"), tg.person("Alex", language_code="en")
    group = tg.group("g", [minji, alex])
    await call("setMyCommands", commands=_list("default"))
    await call("setMyCommands", commands=_list("korean"), language_code="ko")
    scope = {"type": "all_group_chats"}
    await call("setMyCommands", commands=_list("group"), scope=scope)
    scope = {"type": "chat_administrators", "chat_id": group.id}
    await call("setMyCommands", commands=_list("owner"), scope=scope)

    def seen(chat_id: int, person, *, in_group: bool) -> str:
        return commands_for(tg.world, chat_id, person.id, group=in_group)[0]["command"]

    assert seen(minji.id, minji, in_group=False) == "korean"
    assert seen(alex.id, alex, in_group=False) == "default"
    assert seen(group.id, alex, in_group=True) == "group"
    assert seen(group.id, minji, in_group=True) == "owner"
    assert (await call("getMyCommands", language_code="ko")).result == _list("korean")
    await call("deleteMyCommands", language_code="ko")
    assert seen(minji.id, minji, in_group=False) == "default"


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"commands": [{"command": "Große", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a"}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": _list(*[f"c{i}" for i in range(101)])}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "language_code": "korean"}, "invalid language code specified"),
        (
            {"commands": [], "scope": {"type": "world"}},
            "can't parse BotCommandScope: unsupported type specified",
        ),
    ],
)
async def test_refused_commands(call, params: dict, reason: str) -> None:
    assert (await call("setMyCommands", **params)).error == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("kind", "field"),
    [("Name", "name"), ("Description", "description"), ("ShortDescription", "short_description")],
)
async def test_texts_by_language(call, kind: str, field: str) -> None:
    await call(f"setMy{kind}", **{field: "Coordi"})
    await call(f"setMy{kind}", **{field: "코디", "language_code": "ko"})
    assert (await call(f"getMy{kind}")).result == {field: "Coordi"}
    assert (await call(f"getMy{kind}", language_code="ko")).result == {field: "코디"}
    assert (await call(f"getMy{kind}", language_code="fr")).result == {field: "Coordi"}
    assert (await call(f"setMy{kind}", **{field: "x" * 513})).status == 400


async def test_menu_button(call) -> None:
    assert (await call("getChatMenuButton")).result == {"type": "commands"}
    await call("setChatMenuButton", menu_button={"type": "default"})
    assert (await call("getChatMenuButton")).result == {"type": "default"}
    assert (await call("setChatMenuButton", menu_button={"type": "big"})).status == 400
