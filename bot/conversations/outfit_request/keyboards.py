"""Keyboards below the question for an outfit request, and below an outfit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, get_args

from telegram import InlineKeyboardMarkup

from bot.conversations.outfit_request.callback_data import (
    AskTyped,
    ChooseLock,
    ChooseStyle,
    ForOccasion,
    ForStyle,
    KeepOutfit,
    LockPiece,
    OccasionName,
    OtherOutfits,
    RateOutfit,
    ShowKept,
    StyleName,
    WearOutfit,
    WithShops,
)
from bot.conversations.worn_day.callback_data import ChooseDay
from bot.services.outfits.constraints import OutfitConstraints
from bot.services.outfits.views import OutfitItemView
from bot.ui.catalogues import Texts, capped
from bot.ui.keyboards import Row, button, rows_of
from bot.ui.outfit_texts import piece_name

_OCCASION_EMOJI: Final = {
    "daily": "☕",
    "work": "💼",
    "date": "💕",
    "guest": "💐",
    "trip": "🧳",
    "sport": "🏃",
}


@dataclass(frozen=True, slots=True)
class OutfitState:
    """What a person has done with an outfit.

    Attributes:
        kept: whether it is kept.
        liked: None while it is not rated.
        request_id: of the request that it answers; None when that is deleted.
        can_wear: whether some of it is of the person's closet.
    """

    kept: bool
    liked: bool | None
    request_id: int | None
    can_wear: bool


def request_keyboard(
    request_id: int, constraints: OutfitConstraints, t: Texts, *, styles: bool = False
) -> InlineKeyboardMarkup:
    """Return the buttons of occasions or styles, which send outfits, and of the constraints.

    Args:
        request_id: the request.
        constraints: what is set already.
        t: the sentences.
        styles: offer styles in place of occasions.
    """
    if styles:
        return _style_keyboard(request_id, t)
    occasions = [
        button(
            f"{_OCCASION_EMOJI[name]} {t.label('occasion', name)}", ForOccasion(request_id, name)
        )
        for name in get_args(OccasionName)
    ]
    own = t.text("coordi.button.own")
    shops = t.text("coordi.button.shops")
    return InlineKeyboardMarkup(
        [
            *rows_of(occasions, 2),
            [
                button(t.text("coordi.button.styles"), ChooseStyle(request_id, styles=True)),
                button(t.text("coordi.button.show_kept"), ShowKept(0)),
            ],
            [
                button(
                    f"✓ {own}" if constraints.own_only else own, WithShops(request_id, shops=False)
                ),
                button(
                    shops if constraints.own_only else f"✓ {shops}",
                    WithShops(request_id, shops=True),
                ),
            ],
            [
                button(t.text("coordi.button.weather"), AskTyped(request_id, "weather")),
                button(t.text("coordi.button.budget"), AskTyped(request_id, "budget")),
            ],
        ]
    )


def _style_keyboard(request_id: int, t: Texts) -> InlineKeyboardMarkup:
    styles = [
        button(t.label("style", name), ForStyle(request_id, name)) for name in get_args(StyleName)
    ]
    back = button(t.text("button.back"), ChooseStyle(request_id, styles=False))
    return InlineKeyboardMarkup([*rows_of(styles, 3), [back]])


def outfit_keyboard(outfit_id: int, state: OutfitState, t: Texts) -> InlineKeyboardMarkup:
    """Return the buttons under an outfit."""
    kept = t.text("coordi.button.kept") if state.kept else t.text("coordi.button.keep")
    opinion = [
        button(kept, KeepOutfit(outfit_id, keep=not state.kept)),
        button("👍 ✓" if state.liked is True else "👍", RateOutfit(outfit_id, liked=True)),
        button("👎 ✓" if state.liked is False else "👎", RateOutfit(outfit_id, liked=False)),
    ]
    wearing = [
        button(t.text("coordi.button.wear"), WearOutfit(outfit_id)),
        button(t.text("diary.button.other_day"), ChooseDay("outfit", outfit_id)),
    ]
    others = [button(t.text("coordi.button.lock"), ChooseLock(outfit_id, choosing=True))]
    if state.request_id is not None:
        others.append(button(t.text("coordi.button.other"), OtherOutfits(state.request_id)))
    return InlineKeyboardMarkup([opinion, *([wearing] if state.can_wear else []), others])


def kept_keyboard(
    outfit_id: int, state: OutfitState, t: Texts, *, place: int, count: int
) -> InlineKeyboardMarkup:
    """Return the buttons under a kept outfit: those of any outfit, and to the other kept ones.

    Args:
        outfit_id: the outfit.
        state: what was done with it.
        t: the sentences.
        place: among the kept outfits, from 0.
        count: of kept outfits.
    """
    turn_row: Row = []
    if place > 0:
        turn_row.append(button(t.text("button.previous"), ShowKept(place - 1)))
    if place + 1 < count:
        turn_row.append(button(t.text("button.next"), ShowKept(place + 1)))
    rows = outfit_keyboard(outfit_id, state, t).inline_keyboard
    return InlineKeyboardMarkup([*rows, turn_row] if turn_row else rows)


def lock_keyboard(
    outfit_id: int, views: Sequence[tuple[int, OutfitItemView]], t: Texts
) -> InlineKeyboardMarkup:
    """Return a button for each garment that may be required, given with its place."""
    chosen = [
        button(f"🔒 {capped(piece_name(view, t), 24)}", LockPiece(outfit_id, place))
        for place, view in views
    ]
    back = button(t.text("button.back"), ChooseLock(outfit_id, choosing=False))
    return InlineKeyboardMarkup([*rows_of(chosen, 2), [back]])
