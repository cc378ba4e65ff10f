"""Chats and members, as python-telegram-bot reads them."""

from __future__ import annotations

import pytest
from telegram import Bot, ChatMemberAdministrator, ChatMemberMember, ChatMemberOwner
from telegram.error import BadRequest, Forbidden


@pytest.fixture
async def bot(tg):
    async with Bot(tg.token, base_url=tg.base_url, base_file_url=tg.base_file_url) as connected:
        yield connected


async def test_private_chat(tg, bot) -> None:
    person = tg.person("민지", username="minji")
    chat = await bot.get_chat(person.id)
    assert (chat.type, chat.first_name, chat.username) == ("private", "민지", "minji")
    await person.say("/start")
    assert isinstance(await bot.get_chat_member(person.id, person.id), ChatMemberMember)
    with pytest.raises(BadRequest, match="no administrators"):
        await bot.get_chat_administrators(person.id)


async def test_group(tg, bot) -> None:
    owner, other = tg.person("민지"), tg.person("준호")
    group = tg.group("옷장", [owner, other])
    assert (await bot.get_chat(group.id)).title == "옷장"
    assert isinstance(await bot.get_chat_member(group.id, owner.id), ChatMemberOwner)
    assert await bot.get_chat_member_count(group.id) == 3
    group.promote_bot()
    [administrator] = await bot.get_chat_administrators(group.id)
    assert administrator.user.id == owner.id
    itself = await bot.get_chat_member(group.id, bot.id)
    assert isinstance(itself, ChatMemberAdministrator)
    with pytest.raises(BadRequest, match="User not found"):
        await bot.get_chat_member(group.id, 1)


async def test_leaving_and_being_thrown_out(tg, bot) -> None:
    group = tg.group("g", [tg.person("민지")])
    assert await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(group.id, "hi")
    group.add_bot()
    await bot.send_message(group.id, "hi")
    group.remove_bot()
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "hi")


async def test_channel_by_name(tg, bot) -> None:
    channel = tg.channel("데일리 코디", tg.person("민지"), username="daily_coordi")
    post = await bot.send_message("@Daily_Coordi", "오늘의 코디")
    assert post.sender_chat is not None
    assert post.from_user is None
    assert channel.messages[-1].text == "오늘의 코디"
