"""What the bot gets to see of groups and channels."""

from __future__ import annotations

import pytest


async def _texts(call) -> list[str]:
    updates = (await call("getUpdates")).result
    messages = [update.get("message") or update.get("channel_post") or {} for update in updates]
    return [message.get("text") or message.get("caption") for message in messages if message]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("안녕", False),
        ("/start", True),
        ("/start@coordi_bot", True),
        ("/start@other_bot", False),
        ("@coordi_bot 봐 줘", True),
        ("@Coordi_Bot 봐 줘", True),
        ("@coordi_bot2 봐 줘", False),
        ("mail@coordi_bot.com", False),
    ],
)
async def test_privacy_mode(tg, call, text: str, seen: bool) -> None:
    minji = tg.person("민지")
    group = tg.group("g", [minji, tg.person("준호")])
    await call("getUpdates", offset=-1)
    await call("getUpdates", offset=1_000)
    await group.say(minji, text)
    assert await _texts(call) == ([text] if seen else [])


async def test_replies_and_captions_reach_the_bot(tg, call, picture) -> None:
    minji = tg.person("민지")
    group = tg.group("g", [minji])
    sent = (await call("sendMessage", chat_id=group.id, text="hi")).result
    own = await group.say(minji, "psst")
    await group.say(minji, "to the bot", reply_to=group.chat.messages[sent["message_id"]])
    await group.say(minji, "to myself", reply_to=own)
    await group.send_photo(minji, picture(), "@coordi_bot 이거")
    await group.send_photo(minji, picture(), "이거")
    assert await _texts(call) == [None, "to the bot", "@coordi_bot 이거"]


async def test_administrator_and_switched_off_privacy_see_all(tg, call) -> None:
    minji = tg.person("민지")
    group = tg.group("g", [minji])
    group.promote_bot()
    await group.say(minji, "one")
    tg.world.bot.privacy_mode = False
    other = tg.group("h", [minji], basic=True)
    await other.say(minji, "two")
    assert [text for text in await _texts(call) if text] == ["one", "two"]


async def test_the_bot_is_told_of_groups(tg, call) -> None:
    minji, junho = tg.person("민지"), tg.person("준호")
    group = tg.group("옷장", [minji])
    group.add(junho)
    updates = (await call("getUpdates")).result
    change = updates[0]["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == (
        "left",
        "member",
    )
    joined = [update["message"]["new_chat_members"][0]["first_name"] for update in updates[1:]]
    assert joined == ["Coordi", "준호"]


async def test_message_ids_count_per_supergroup(tg, call) -> None:
    minji = tg.person("민지")
    first, second = tg.group("a", [minji]), tg.group("b", [minji])
    assert [message.id for message in first.messages] == [message.id for message in second.messages]
    assert first.id != second.id


async def test_channel_posts(tg, call) -> None:
    minji = tg.person("민지")
    channel = tg.channel("c", minji)
    await channel.say(minji, "post")
    update = (await call("getUpdates")).result[-1]["channel_post"]
    assert (update["text"], update["sender_chat"]["title"]) == ("post", "c")
    assert "from" not in update


async def test_group_members_press_and_wait(tg, call) -> None:
    minji, junho = tg.person("민지"), tg.person("준호")
    group = tg.group("g", [minji, junho])
    markup = {"inline_keyboard": [[{"text": "👍", "callback_data": "up"}]]}
    await call("sendMessage", chat_id=group.id, text="vote", reply_markup=markup)
    query = await group.press(junho, "👍")
    assert query.person.first_name == "준호"
    await call("sendMessage", chat_id=group.id, text="thanks")
    assert (await group.wait_for("thanks")).text == "thanks"


async def test_language_of_a_person_reaches_the_bot(tg, call) -> None:
    person = tg.person("alex", language_code="en")
    await person.say("one")
    person.set_language("ko")
    await person.say("two")
    updates = (await call("getUpdates")).result
    assert [update["message"]["from"]["language_code"] for update in updates] == ["en", "ko"]
