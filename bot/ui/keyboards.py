"""Build inline keyboards: buttons with callback data, links, rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton

from bot.ui.callback_data import CallbackData, pack
from bot.ui.catalogues import Texts, circled

MAX_URL_CHARS: Final = 2000

Row = list[InlineKeyboardButton]


def button(text: str, data: CallbackData) -> InlineKeyboardButton:
    """Return a button with callback data."""
    return InlineKeyboardButton(text, callback_data=pack(data))


def rows_of(buttons: Iterable[InlineKeyboardButton], width: int) -> list[Row]:
    """Return buttons in rows of `width`."""
    all_buttons = list(buttons)
    starts = range(0, len(all_buttons), max(1, width))
    return [all_buttons[start : start + width] for start in starts]


def safe_link(url: str) -> str | None:
    """Return an untrusted link if it is a web link that Telegram accepts, else None."""
    if len(url) > MAX_URL_CHARS or not url.isprintable() or any(c.isspace() for c in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    is_web = parts.scheme in {"http", "https"} and parts.username is None
    return url if is_web and host and "." in host.strip(".") else None


def link_button(text: str, url: str) -> Row:
    """Return a row with a link button, an empty one where the link is not safe."""
    link = safe_link(url)
    return [InlineKeyboardButton(text, url=link)] if link else []


def product_row(
    number: int,
    url: str,
    t: Texts,
    *,
    size: CallbackData | None,
    save: CallbackData,
    dismiss: CallbackData,
) -> Row:
    """Return the buttons of one product of a list.

    Args:
        number: of the product in the list.
        url: of its page; without a button when it cannot be opened.
        t: the sentences.
        size: asks for the person's size of it; None where it has none.
        save: saves it.
        dismiss: hides it for good.
    """
    sign = circled(number)
    sizes = [] if size is None else [button(t.text("size.button.mine", number=sign), size)]
    return [
        *link_button(t.text("button.open", number=sign), url),
        *sizes,
        button(t.text("saved.button.save", number=sign), save),
        button(t.text("button.dismiss", number=sign), dismiss),
    ]
