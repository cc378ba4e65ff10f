"""Buttons about a person's language and data."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from bot.handlers.account.callback_data import DeleteEverything, SetLanguage
from bot.ui.catalogues import Texts
from bot.ui.keyboards import button


def language_keyboard(t: Texts) -> InlineKeyboardMarkup:
    """Return the choice of languages; each is written in itself."""
    return InlineKeyboardMarkup(
        [
            [button("한국어", SetLanguage("ko")), button("English", SetLanguage("en"))],
            [button(t.text("button.auto_language"), SetLanguage("auto"))],
        ]
    )


def delete_keyboard(user_id: int, t: Texts) -> InlineKeyboardMarkup:
    """Return the question whether everything shall go."""
    return InlineKeyboardMarkup(
        [
            [button(t.text("button.delete_all"), DeleteEverything(user_id, sure=True))],
            [button(t.text("button.keep"), DeleteEverything(user_id, sure=False))],
        ]
    )
