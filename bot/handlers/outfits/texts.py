"""Puts outfits into words: captions with reasons, prices and links, and their buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, get_args

from telegram import InlineKeyboardMarkup

from bot.handlers.diary.callback_data import ChooseDay
from bot.handlers.outfits.boards import piece_name, weather_words
from bot.handlers.outfits.callback_data import (
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
from bot.handlers.tips.texts import city_text
from bot.services.outfits.constraints import OutfitConstraints
from bot.services.outfits.views import OutfitItemView, OutfitView
from bot.ui.catalogues import Html, Texts, capped, escape, join
from bot.ui.keyboards import Row, button, rows_of, safe_link
from engine.outfits.reasons import Reason
from engine.weather.forecast import DayWeather

_TITLE_CHARS: Final = 26
_SHOP_CHARS: Final = 16
_SIGNS: Final = {
    "daily": "☕",
    "work": "💼",
    "date": "💕",
    "guest": "💐",
    "trip": "🧳",
    "sport": "🏃",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person has done with an outfit.

    Attributes:
        kept: whether it is kept.
        liked: None while they have not said.
        request_id: what it answers; None when that is forgotten.
        can_wear: whether some of it is their own.
    """

    kept: bool
    liked: bool | None
    request_id: int | None
    can_wear: bool


# -- asking -----------------------------------------------------------------------------------


def request_text(wish: OutfitConstraints, t: Texts) -> Html:
    """Return the first question, with what is set already."""
    lines = [t.html("coordi.ask"), Html("")]
    if wish.weather is not None:
        lines.append(t.html("coordi.ask.weather", weather=weather_line(wish.weather, t)))
    source = t.text("coordi.own_only") if wish.own_only else t.text("coordi.with_shops")
    lines.append(t.html("coordi.ask.source", source=source))
    if wish.budget is not None:
        lines.append(t.html("coordi.ask.budget", price=t.price(wish.budget, "KRW")))
    return join("\n", lines)


def weather_line(weather: DayWeather, t: Texts) -> str:
    """Return a day's weather in a few words with its sky."""
    sky = t.label("coordi.sky", weather.sky)
    words = weather_words(weather, t)
    return words if sky in words else f"{words} · {sky}"


def dressed_for(outfit: OutfitView, t: Texts) -> Html:
    """Return in a line which weather and style an outfit is for."""
    assert outfit.weather is not None
    weather = weather_words(outfit.weather, t)
    city = city_text(outfit.weather.city, t)
    if outfit.style is None:
        return t.html("matching.for_weather", city=city, weather=weather)
    style = t.label("style", outfit.style)
    return t.html("matching.for_style", city=city, weather=weather, style=style)


def request_keyboard(
    request_id: int, wish: OutfitConstraints, t: Texts, *, styles: bool = False
) -> InlineKeyboardMarkup:
    """Return the occasions or styles, each of which brings outfits, and what may be set before."""
    if styles:
        names = get_args(StyleName)
        chosen = [button(t.label("style", name), ForStyle(request_id, name)) for name in names]
        back = button(t.text("button.back"), ChooseStyle(request_id, styles=False))
        return InlineKeyboardMarkup([*rows_of(chosen, 3), [back]])
    occasions = [
        button(f"{_SIGNS[name]} {t.label('occasion', name)}", ForOccasion(request_id, name))
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
                button(f"✓ {own}" if wish.own_only else own, WithShops(request_id, shops=False)),
                button(shops if wish.own_only else f"✓ {shops}", WithShops(request_id, shops=True)),
            ],
            [
                button(t.text("coordi.button.weather"), AskTyped(request_id, "weather")),
                button(t.text("coordi.button.budget"), AskTyped(request_id, "budget")),
            ],
        ]
    )


# -- telling ----------------------------------------------------------------------------------


def outfit_caption(outfit: OutfitView, t: Texts, *, note: Html | None = None) -> Html:
    """Return the caption of a board: reasons, then what can be bought; under 1,024 characters."""
    lines = [] if note is None else [note, Html("")]
    lines += reason_lines(outfit, t)
    if outfit.lacks:
        lines.append(t.html("coordi.no_shoes"))
    if outfit.products:
        lines.append(Html(""))
        lines += [_product_line(one, t) for one in outfit.pieces if one.item is not None]
        lines.append(t.html("coordi.total", price=t.price(outfit.price_won, "KRW")))
    return join("\n", lines)


def reason_lines(outfit: OutfitView, t: Texts) -> list[Html]:
    """Return a line for every reason why an outfit was picked."""
    return [Html(f"· {reason_text(outfit, reason, t)}") for reason in outfit.reasons]


def _product_line(one: OutfitItemView, t: Texts) -> Html:
    item = one.item
    assert item is not None
    name = escape(capped(item.title, _TITLE_CHARS))
    link = safe_link(item.url)
    shown = Html(f'<a href="{escape(link)}">{name}</a>') if link and len(link) < 300 else name
    return t.html(
        "coordi.product",
        title=shown,
        price=t.price(item.price, item.currency),
        shop=capped(item.shop, _SHOP_CHARS),
    )


def reason_text(outfit: OutfitView, reason: Reason, t: Texts) -> Html:
    """Return in words why an outfit was picked."""
    values = {}
    if reason.kind == "weather" and outfit.weather is not None:
        values["weather"] = weather_words(outfit.weather, t)
    elif reason.kind == "occasion" and outfit.occasion is not None:
        values["name"] = t.label("occasion", outfit.occasion)
    elif reason.kind == "style" and outfit.style is not None:
        values["name"] = t.label("style", outfit.style)
    elif len(reason.items) == 2:
        values["first"], values["second"] = (piece_name(outfit.pieces[i], t) for i in reason.items)
    return t.html(f"coordi.reason.{reason.kind}", **values)


def outfit_keyboard(outfit_id: int, standing: Standing, t: Texts) -> InlineKeyboardMarkup:
    """Return the buttons under an outfit."""
    kept = t.text("coordi.button.kept") if standing.kept else t.text("coordi.button.keep")
    opinion = [
        button(kept, KeepOutfit(outfit_id, keep=not standing.kept)),
        button("👍 ✓" if standing.liked is True else "👍", RateOutfit(outfit_id, liked=True)),
        button("👎 ✓" if standing.liked is False else "👎", RateOutfit(outfit_id, liked=False)),
    ]
    wearing = [
        button(t.text("coordi.button.wear"), WearOutfit(outfit_id)),
        button(t.text("diary.button.other_day"), ChooseDay("outfit", outfit_id)),
    ]
    others = [button(t.text("coordi.button.lock"), ChooseLock(outfit_id, choosing=True))]
    if standing.request_id is not None:
        others.append(button(t.text("coordi.button.other"), OtherOutfits(standing.request_id)))
    return InlineKeyboardMarkup([opinion, *([wearing] if standing.can_wear else []), others])


def kept_keyboard(
    outfit_id: int, standing: Standing, t: Texts, *, place: int, count: int
) -> InlineKeyboardMarkup:
    """Return the buttons under a kept outfit: those of any, and the way to the other kept ones."""
    turn: Row = []
    if place > 0:
        turn.append(button(t.text("button.previous"), ShowKept(place - 1)))
    if place + 1 < count:
        turn.append(button(t.text("button.next"), ShowKept(place + 1)))
    rows = outfit_keyboard(outfit_id, standing, t).inline_keyboard
    return InlineKeyboardMarkup([*rows, turn] if turn else rows)


def lock_keyboard(
    outfit_id: int, pieces: Sequence[tuple[int, OutfitItemView]], t: Texts
) -> InlineKeyboardMarkup:
    """Return the question which garment must stay; each comes with its place in the outfit."""
    chosen = [
        button(f"🔒 {capped(piece_name(one, t), 24)}", LockPiece(outfit_id, place))
        for place, one in pieces
    ]
    back = button(t.text("button.back"), ChooseLock(outfit_id, choosing=False))
    return InlineKeyboardMarkup([*rows_of(chosen, 2), [back]])
