"""Buttons of an answered photo, and of the correction of its garments."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.handlers.closet.callback_data import ChooseSaved, SaveChosen, garment_bits
from bot.handlers.photo.callback_data import (
    BackToAnswer,
    ChooseCategory,
    ChooseGarment,
    Correct,
    Rate,
)
from bot.handlers.products.callback_data import ShowSimilar
from bot.handlers.shops.callback_data import ShowShops
from bot.handlers.size.callback_data import ChooseSized
from bot.handlers.style.callback_data import ShowStyle
from bot.services.photo_answers import SeenGarment, asked_garment
from bot.ui.catalogues import Texts, circled
from bot.ui.keyboards import Row, button, rows_of
from config.taxonomy import CATEGORY_SLOT, NO_GARMENT, SIZED_SLOTS, SLOT_CATEGORIES, Slot

SIMILAR_IN_A_ROW: Final = 4


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
    all_garments = garment_bits(garment.number for garment in shown)
    data_type = SaveChosen if len(shown) == 1 else ChooseSaved  # a single one needs no question
    return button(t.text("closet.button.save_from"), data_type(answer_id, all_garments, back=True))


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
    """Return the garments to choose from, to correct the category of one."""
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
    """Return the categories that a garment may have, in pages: likely ones, then slot by slot.

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
    """Return a page of the categories to choose from."""
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
