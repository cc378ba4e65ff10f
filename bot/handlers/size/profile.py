"""Handles /profile: shows, changes and deletes what is stored of a person's sizes."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import Update

from bot.context import BotContext
from bot.conversations.size.state import Step, begin_change, begin_worn
from bot.handlers.size.callback_data import Profile
from bot.handlers.size.conversation import SizeConversation
from bot.handlers.size.keyboards import delete_profile_keyboard
from bot.routing.callback_press import CallbackPress, Routes
from bot.routing.private_chat import private_only, require_private
from db.queries import people, sizes


def _conversation(press: CallbackPress) -> SizeConversation:
    require_private(press)
    return SizeConversation(press.services, press.bot, press.user_id, press.t)


@private_only
async def show(update: Update, context: BotContext) -> None:
    """Show the profile in private; in a group, say that it is private."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    t = context.texts_for(update)
    await SizeConversation(context.services, context.bot, user.id, t).send_profile()


async def change(press: CallbackPress, action: Profile) -> None:
    """Change or delete a part of the profile."""
    conversation = _conversation(press)
    if action.part == "share":
        await _switch_sharing(press, conversation)
        return
    await press.answer()
    if action.part == "show":
        text, keyboard = await conversation.profile_page()
        await press.set_text(text, keyboard)
        if press.message is not None and not press.message.text:
            await conversation.send_profile()  # pressed under a picture, which cannot become a text
    elif action.part == "units":
        await _switch_units(press, conversation)
    elif action.part == "delete":
        await press.set_text(press.t.html("size.profile.delete"), delete_profile_keyboard(press.t))
    elif action.part == "sure":
        async with press.services.database.session() as session:
            await sizes.forget_sizes(session, press.user_id)
        await press.set_text(press.t.html("size.profile.deleted"))
    elif action.part == "worn":
        await conversation.dialog.begin(begin_worn(await conversation.known_facts()))
    else:
        state = begin_change(await conversation.known_facts(), Step(action.part))
        await conversation.dialog.begin(state)


async def _switch_units(press: CallbackPress, conversation: SizeConversation) -> None:
    known = await conversation.known_facts()
    other = "metric" if known.units == "imperial" else "imperial"
    async with press.services.database.session() as session:
        await people.touch_user(session, press.user_id)
        await sizes.save_profile(session, press.user_id, units=other)
    await press.set_text(*await conversation.profile_page())


async def _switch_sharing(press: CallbackPress, conversation: SizeConversation) -> None:
    """Switch whether the person's sizes may be used for training."""
    async with press.services.database.session() as session:
        profile = await sizes.profile_of(session, press.user_id)
        agrees = profile is None or not profile.shares_sizes
        await people.touch_user(session, press.user_id)
        await sizes.save_profile(session, press.user_id, shares_sizes=agrees)
    toast = press.t.text("size.shared") if agrees else press.t.text("size.not_shared")
    await press.answer(toast, alert=agrees)
    await press.set_text(*await conversation.profile_page())


ROUTES: Final[Routes] = MappingProxyType(
    {
        Profile: change,
    }
)
