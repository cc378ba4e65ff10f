"""Keep personal matters out of groups: guards of commands and buttons."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.context import BotContext
from bot.routing.callback_press import CallbackPress, ExpiredError
from bot.ui.filters import is_group

P = ParamSpec("P")

UpdateCallback = Callable[Concatenate[Update, BotContext, P], Coroutine[Any, Any, None]]


def private_only(callback: UpdateCallback[P]) -> UpdateCallback[P]:
    """Decorate a callback of messages: in a group it only points to the private chat."""

    @wraps(callback)
    async def guarded(
        update: Update, context: BotContext, /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        message = update.effective_message
        assert message is not None
        if is_group(message):
            await ask_in_private(update, context)
        else:
            await callback(update, context, *args, **kwargs)

    return guarded


async def ask_in_private(update: Update, context: BotContext) -> None:
    """Answer a message of a group with a link to the private chat."""
    message = update.effective_message
    assert message is not None
    t = context.texts_for(update)
    link = f"https://t.me/{context.bot.username}"
    button = InlineKeyboardButton(t.text("button.private"), url=link)
    await message.reply_html(
        t.html("private_only"), reply_markup=InlineKeyboardMarkup([[button]]), do_quote=True
    )


def require_private(press: CallbackPress) -> None:
    """Refuse a button that others can press.

    Raises:
        ExpiredError: others can read this chat.
    """
    if not press.is_private:
        raise ExpiredError
