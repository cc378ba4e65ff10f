"""The buttons under a size, under products that come in it, and of the profile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from telegram import InlineKeyboardMarkup

from bot.conversations.size.options import SIZED
from bot.handlers.photo.callback_data import BackToAnswer
from bot.handlers.size.callback_data import (
    AddPurchase,
    DeleteWorn,
    Profile,
    ProfilePart,
    RateWorn,
    SetPurchaseSize,
    SizeOfGarment,
    StartSize,
    Verdict,
)
from bot.services.photo_answers import SeenGarment
from bot.ui.catalogues import Texts, capped, circled
from bot.ui.keyboards import Row, button, link_button, rows_of
from db.models import WornSize

_TITLE_CHARS: Final = 20
_RATED: Final[tuple[Verdict, ...]] = ("large", "fit", "small")


def result_keyboard(
    t: Texts, *, product_id: int | None = None, url: str | None = None
) -> InlineKeyboardMarkup:
    """Return the buttons under a recommended size."""
    rows: list[Row] = []
    if product_id is not None:
        link = link_button(t.text("size.button.open"), url) if url else []
        rows.append([*link, button(t.text("size.button.bought"), AddPurchase(product_id))])
    rows.append(
        [
            button(t.text("size.button.again"), StartSize()),
            button(t.text("size.button.profile"), Profile("show")),
        ]
    )
    return InlineKeyboardMarkup(rows)


def products_keyboard(items: Sequence[tuple[int, int, str]], t: Texts) -> InlineKeyboardMarkup:
    """Return two buttons for each product: open it, and "I bought it".

    Args:
        items: `(number, product id, link)` of each product.
        t: the texts.
    """
    rows = []
    for number, product_id, url in items:
        sign = circled(number)
        rows.append(
            [
                *link_button(t.text("button.open", number=sign), url),
                button(t.text("size.button.bought_number", number=sign), AddPurchase(product_id)),
            ]
        )
    return InlineKeyboardMarkup(rows)


def sized_garments(garments: Sequence[SeenGarment]) -> list[SeenGarment]:
    """Return the garments of a photo that come in sizes."""
    return [g for g in garments if g.is_garment and g.category in SIZED]


def sized_chooser(
    answer_id: int, garments: Sequence[SeenGarment], t: Texts
) -> InlineKeyboardMarkup:
    """Return a button for each garment of a photo that comes in sizes."""
    buttons = [
        button(
            f"{circled(garment.number)} {t.label('category', garment.category)}",
            SizeOfGarment(answer_id, garment.number - 1),
        )
        for garment in sized_garments(garments)
    ]
    back = button(t.text("button.back"), BackToAnswer(answer_id))
    return InlineKeyboardMarkup([*rows_of(buttons, 2), [back]])


def purchase_keyboard(worn: WornSize, labels: Sequence[str], t: Texts) -> InlineKeyboardMarkup:
    """Return the sizes that a bought product comes in; the stored one is ticked."""
    buttons = [
        button(f"✓ {label}" if label == worn.label else label, SetPurchaseSize(worn.id, number))
        for number, label in enumerate(labels)
    ]
    rate = button(t.text("size.button.rate_now"), RateWorn(worn.id, "ask"))
    return InlineKeyboardMarkup([*rows_of(buttons, 4), [rate]])


def rate_keyboard(worn_id: int, t: Texts) -> InlineKeyboardMarkup:
    """Return the possible ratings of a worn size."""
    verdicts = [button(t.label("verdict", v), RateWorn(worn_id, v)) for v in _RATED]
    forget = button(t.text("size.button.forget"), DeleteWorn(worn_id))
    return InlineKeyboardMarkup([verdicts, [forget]])


def profile_keyboard(
    worn: Sequence[WornSize], t: Texts, *, known: bool, shares: bool
) -> InlineKeyboardMarkup:
    """Return the buttons that change the profile: the body, then each worn size."""
    parts: tuple[ProfilePart, ...] = ("gender", "height", "weight", "age", "measured", "units")
    rows = rows_of((button(t.label("size.part", part), Profile(part)) for part in parts), 3)
    for row in worn:
        name = capped(row.title or t.label("category", row.category), _TITLE_CHARS)
        rate = t.text("size.button.rate", name=name, size=row.label)
        rows.append([button(rate, RateWorn(row.id, "ask"))])
    rows.append([button(t.text("size.button.add_worn"), Profile("worn"))])
    rows.append([button(t.text("size.button.start"), StartSize())])
    if known:
        share = t.text("size.button.share_stop") if shares else t.text("size.button.share")
        rows.append([button(share, Profile("share"))])
        rows.append([button(t.text("size.button.delete"), Profile("delete"))])
    return InlineKeyboardMarkup(rows)


def delete_profile_keyboard(t: Texts) -> InlineKeyboardMarkup:
    """Return the buttons that confirm or cancel deleting the profile."""
    return InlineKeyboardMarkup(
        [
            [button(t.text("size.button.delete_sure"), Profile("sure"))],
            [button(t.text("button.keep"), Profile("show"))],
        ]
    )
