"""The buttons under messages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.handlers.account.callback_data import DeleteEverything, SetLanguage
from bot.handlers.closet.callback_data import ChooseSaved, SaveChosen, garment_bits
from bot.handlers.outfits.callback_data import WearLike
from bot.handlers.photo.callback_data import (
    BackToAnswer,
    ChooseCategory,
    ChooseGarment,
    Correct,
    Dismiss,
    LoosenFilter,
    Rate,
    SetOrder,
    ShowMatching,
    ShowShops,
    ShowSimilar,
    TurnPage,
)
from bot.handlers.products.callback_data import SaveProduct
from bot.handlers.size.callback_data import ChooseSized, SizeOfProduct
from bot.handlers.style.callback_data import ShowStyle
from bot.services.catalogue import ResultOrder
from bot.services.photo_answers import SeenGarment, asked_garment
from bot.services.search_filters import FilterGroup
from bot.ui.callback_data import CallbackData, pack
from bot.ui.catalogues import Texts, circled
from config.taxonomy import CATEGORY_SLOT, NO_GARMENT, SIZED_SLOTS, SLOT_CATEGORIES, Slot

MAX_URL_CHARS: Final = 2000
SIMILAR_IN_A_ROW: Final = 4

Row = list[InlineKeyboardButton]


def button(text: str, action: CallbackData) -> InlineKeyboardButton:
    """Return a button that carries an action."""
    return InlineKeyboardButton(text, callback_data=pack(action))


def rows_of(buttons: Iterable[InlineKeyboardButton], width: int) -> list[Row]:
    """Return buttons in rows of `width`."""
    every = list(buttons)
    return [every[start : start + width] for start in range(0, len(every), max(1, width))]


def safe_link(url: str) -> str | None:
    """Return a link from a feed if it is a plain web link that Telegram takes, else None."""
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
    """Return a link button, or nothing when the link is none that can be opened."""
    link = safe_link(url)
    return [InlineKeyboardButton(text, url=link)] if link else []


def answer_keyboard(
    answer_id: int, garments: Sequence[SeenGarment], t: Texts, *, liked: bool | None = None
) -> InlineKeyboardMarkup:
    """Return the buttons of an answered photo."""
    shown = [garment for garment in garments if garment.is_garment]
    asked = asked_garment(shown)
    rows = [] if asked is None else [_either(answer_id, asked, t)]
    similar = [
        button(
            t.text("button.similar", number=circled(garment.number)),
            ShowSimilar(answer_id, garment.number - 1),
        )
        for garment in shown
    ]
    # Rows of equal length: three and two rather than four and one.
    lines = max(1, math.ceil(len(similar) / SIMILAR_IN_A_ROW))
    rows += rows_of(similar, math.ceil(len(similar) / lines))
    more = [
        button(t.text("look.button.show"), ShowStyle(answer_id)),
        button(t.text("button.shops"), ShowShops(answer_id, 0)),
    ]
    if any(CATEGORY_SLOT[garment.category] in SIZED_SLOTS for garment in shown):
        more.append(button(t.text("button.size"), ChooseSized(answer_id)))
    if shown:
        more.append(_save_button(answer_id, shown, t))
    rows += rows_of(more, 2)
    rows.append(
        [
            button(t.text("button.wrong"), ChooseGarment(answer_id)),
            button("👍 ✓" if liked is True else "👍", Rate(answer_id, liked=True)),
            button("👎 ✓" if liked is False else "👎", Rate(answer_id, liked=False)),
        ]
    )
    return InlineKeyboardMarkup(rows)


def _save_button(answer_id: int, shown: Sequence[SeenGarment], t: Texts) -> InlineKeyboardButton:
    every = garment_bits(garment.number for garment in shown)
    action = SaveChosen if len(shown) == 1 else ChooseSaved  # of one there is nothing to ask
    return button(t.text("closet.button.save_from"), action(answer_id, every, back=True))


def _either(answer_id: int, garment: SeenGarment, t: Texts) -> Row:
    return [
        button(
            t.text(
                "button.it_is", number=circled(garment.number), name=t.label("category", category)
            ),
            Correct(answer_id, garment.number - 1, category),
        )
        for category in (garment.category, garment.alternatives[0])
    ]


def garment_chooser(
    answer_id: int, garments: Sequence[SeenGarment], t: Texts
) -> InlineKeyboardMarkup:
    """Return the question which garment is named wrong."""
    buttons = (
        button(
            f"{circled(garment.number)} {t.label('category', garment.category)}",
            ChooseCategory(answer_id, garment.number - 1, 0),
        )
        for garment in garments
        if garment.is_garment
    )
    back = button(t.text("button.back"), BackToAnswer(answer_id))
    return InlineKeyboardMarkup([*rows_of(buttons, 2), [back]])


def category_pages(garment: SeenGarment) -> list[tuple[Slot | None, tuple[str, ...]]]:
    """Return what a garment may really be, page by page: the likely ones, then slot by slot.

    Every category but the present one is on exactly one page.
    """
    own = CATEGORY_SLOT[garment.category]
    first = list(garment.alternatives)
    first += [c for c in SLOT_CATEGORIES[own] if c not in first and c != garment.category]
    pages: list[tuple[Slot | None, tuple[str, ...]]] = [(None, tuple(first))]
    for slot, categories in SLOT_CATEGORIES.items():
        rest = tuple(c for c in categories if c not in first and c != garment.category)
        if rest:
            pages.append((slot, rest))
    return pages


def category_chooser(
    answer_id: int, garment: SeenGarment, page: int, t: Texts
) -> InlineKeyboardMarkup:
    """Return the question what a garment really is."""
    pages = category_pages(garment)
    page %= len(pages)
    index = garment.number - 1
    buttons = (
        button(t.label("category", category), Correct(answer_id, index, category))
        for category in pages[page][1]
    )
    rows = rows_of(buttons, 2)
    turn = []
    for step, label in ((-1, "◀ {}"), (1, "{} ▶")):
        target = (page + step) % len(pages)
        slot = pages[target][0]
        name = t.text("button.likely") if slot is None else t.label("slot", slot)
        turn.append(button(label.format(name), ChooseCategory(answer_id, index, target)))
    rows.append(turn)
    rows.append(
        [
            button(t.text("button.no_garment"), Correct(answer_id, index, NO_GARMENT)),
            button(t.text("button.back"), BackToAnswer(answer_id)),
        ]
    )
    return InlineKeyboardMarkup(rows)


def list_keyboard(
    search_id: int,
    items: Sequence[tuple[int, int, str]],
    t: Texts,
    *,
    page: int,
    more: bool,
    order: ResultOrder,
    loosen: Sequence[FilterGroup],
    sizable: bool = False,
) -> InlineKeyboardMarkup:
    """Return the buttons under a list of products.

    Args:
        search_id: the list.
        items: `(number, product id, link)` of the products on this page.
        t: the sentences.
        page: which page this is, from 0.
        more: whether there is another page after it.
        order: what decides the order now.
        loosen: the filters that can be taken off.
        sizable: whether one's size of each can be asked for.
    """
    rows = [
        _product_row(search_id, number, product_id, url, t, sizable=sizable)
        for number, product_id, url in items
    ]
    other: list[tuple[str, ResultOrder]] = [
        (t.text("button.by_colour"), "colour"),
        (t.text("button.by_shape"), "shape"),
    ]
    rows.append(
        [
            button(f"✓ {text}", SetOrder(search_id, "both"))
            if order == name
            else button(text, SetOrder(search_id, name))
            for text, name in other
        ]
    )
    rows.append([button(t.text("button.matching"), ShowMatching(search_id))])
    rows += loosen_rows(search_id, loosen, t)
    turn = []
    if page > 0:
        turn.append(button(t.text("button.previous"), TurnPage(search_id, page - 1)))
    if more:
        turn.append(button(t.text("button.next"), TurnPage(search_id, page + 1)))
    if turn:
        rows.append(turn)
    return InlineKeyboardMarkup(rows)


def matching_keyboard(
    search_id: int,
    items: Sequence[tuple[int, int, str, bool]],
    t: Texts,
    *,
    personal: bool = False,
) -> InlineKeyboardMarkup:
    """Return the buttons under products to wear with the garment of a list.

    Args:
        search_id: the list.
        items: `(number, product id, link, whether one's size of it can be asked for)`.
        t: the sentences.
        personal: whether outfits of one's own clothes may be shown here.
    """
    rows = [
        _product_row(search_id, number, product_id, url, t, sizable=sizable)
        for number, product_id, url, sizable in items
    ]
    if personal:
        rows.append([button(t.text("coordi.button.wear_like"), WearLike(search_id))])
    return InlineKeyboardMarkup(rows)


def _product_row(
    search_id: int, number: int, product_id: int, url: str, t: Texts, *, sizable: bool
) -> Row:
    sign = circled(number)
    return [
        *link_button(t.text("button.open", number=sign), url),
        *([_size_button(product_id, sign, t)] if sizable else []),
        button(t.text("saved.button.save", number=sign), SaveProduct(product_id)),
        button(t.text("button.dismiss", number=sign), Dismiss(search_id, product_id)),
    ]


def _size_button(product_id: int, sign: str, t: Texts) -> InlineKeyboardButton:
    return button(t.text("size.button.mine", number=sign), SizeOfProduct(product_id))


def loosen_rows(search_id: int, loosen: Sequence[FilterGroup], t: Texts) -> list[Row]:
    """Return buttons that take filters off a list."""
    names = {
        "price": t.text("button.any_price"),
        "colour": t.text("button.any_colour"),
        "category": t.text("button.any_category"),
        "other": t.text("button.any_other"),
        "all": t.text("button.any"),
    }
    return rows_of((button(names[what], LoosenFilter(search_id, what)) for what in loosen), 2)


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
