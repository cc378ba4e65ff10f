"""Puts the style of a look, and a person's own style over time, into words and buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from telegram import InlineKeyboardMarkup

from bot.handlers.shops.callback_data import ShowShops
from bot.handlers.style.callback_data import KeepLook, Unfollow
from bot.handlers.style.pictures import StyleBar, StylePeriod
from bot.services.photo_answers import SeenGarment
from bot.services.style_reading import StyleReading
from bot.ui.catalogues import Html, Texts, capped, join
from bot.ui.keyboards import button, rows_of
from config.kfashion import k_fashion_names
from config.taxonomy import STYLES
from db.models import KeptLook, Shop
from engine.schemas import Scored
from engine.style.reasons import Reason, Trait, Verdict

BARS: Final = 4
SHOWN_TRAITS: Final = 2
PERIODS: Final = 6
MAX_FOLLOWED_SHOWN: Final = 20
NOTABLE_CHANGE: Final = 0.1
SHOP_CHARS: Final = 24

Shares = dict[str, float]


def style_title(reading: StyleReading, t: Texts) -> str:
    """Return the heading of the bars of a photo."""
    first, second = (t.label("style", scored.name) for scored in reading.style[:2])
    if reading.verdict is Verdict.CLEAR:
        return t.text("look.title.clear", style=first)
    if reading.verdict is Verdict.EITHER:
        return t.text("look.title.either", style=first, second=second)
    return t.text("look.title.unsure")


def style_bars(style: Sequence[Scored], t: Texts) -> list[StyleBar]:
    """Return the bars of the most probable styles."""
    return [
        StyleBar(s.name, t.label("style", s.name), s.score, t.percent(s.score))
        for s in style[:BARS]
    ]


def style_text(reading: StyleReading, garments: Sequence[SeenGarment], t: Texts) -> Html:
    """Return the reasons for a photo's style, and K-Fashion's names of it."""
    first = reading.style[0].name
    lines = [t.html("look.heading", title=style_title(reading, t))]
    if reading.verdict is Verdict.UNSURE:
        return join("\n\n", [*lines, t.html("look.unsure"), t.html("look.limits")])
    if reading.reasons and reading.garments > 1:
        why = " + ".join(_reason(reason, garments, t) for reason in reading.reasons)
        lines.append(t.html("look.because", garments=why, style=t.label("style", first)))
    elif reading.garments == 1:
        lines.append(t.html("look.one_garment"))
    else:
        lines.append(t.html("look.whole"))
    return join("\n\n", [*lines, _k_fashion(first, t), t.html("look.limits")])


def _reason(reason: Reason, garments: Sequence[SeenGarment], t: Texts) -> str:
    """Return a garment with its traits that are reasons for the style: 검정 오버핏 후드티."""
    garment = garments[reason.garment]
    kept = reason.traits[:SHOWN_TRAITS]
    words = []
    if Trait.COLOUR in kept and garment.colours:
        words.append(t.label("colour", garment.colours[0]))
    if Trait.PATTERN in kept and garment.pattern != "solid":
        words.append(t.label("pattern", garment.pattern))
    if Trait.FIT in kept and garment.fit is not None:
        words.append(t.label("fit", garment.fit))
    return " ".join([*words, t.label("category", garment.category)])


def _k_fashion(style: str, t: Texts) -> Html:
    names = k_fashion_names(style)[:2]
    return t.html(
        "look.k_fashion",
        korean="·".join(known.name for known in names),
        english=", ".join(known.english for known in names),
    )


def style_keyboard(answer_id: int, t: Texts, *, kept: bool) -> InlineKeyboardMarkup:
    """Return the buttons under the bars of a photo."""
    keep = t.text("look.button.kept") if kept else t.text("look.button.keep")
    return InlineKeyboardMarkup(
        [
            [button(keep, KeepLook(answer_id, keep=not kept))],
            [button(t.text("look.button.shops"), ShowShops(answer_id, 0))],
        ]
    )


# -- one's own style --------------------------------------------------------------------------


def mean_style(looks: Sequence[KeptLook]) -> Shares:
    """Return the mean style of looks, largest share first."""
    shares = {
        name: sum(look.style.get(name, 0.0) for look in looks) / len(looks) for name in STYLES
    }
    return dict(sorted(shares.items(), key=lambda pair: -pair[1]))


def own_bars(shares: Shares, t: Texts) -> list[StyleBar]:
    """Return the bars of a person's own style."""
    return style_bars([Scored(name, share) for name, share in shares.items()], t)


def periods_of(looks: Sequence[KeptLook], zone: ZoneInfo, t: Texts) -> list[StylePeriod]:
    """Return a person's looks by month, or by day while they are all of one month.

    Args:
        looks: oldest first, at least one.
        zone: in which days and months begin.
        t: the sentences.
    """
    days = [look.seen_at.astimezone(zone).date() for look in looks]
    one_month = len({(day.year, day.month) for day in days}) == 1
    groups: dict[date, list[KeptLook]] = {}
    for day, look in zip(days, looks, strict=True):
        groups.setdefault(day if one_month else day.replace(day=1), []).append(look)
    order = list(mean_style(looks))
    skeleton = "Md" if one_month else "MMM"
    periods = []
    for day, group in list(groups.items())[-PERIODS:]:
        shares = mean_style(group)
        name = format_skeleton(skeleton, day, locale=t.language)
        periods.append(StylePeriod(name, tuple((style, shares[style]) for style in order)))
    return periods


def own_style_text(looks: Sequence[KeptLook], shops: Sequence[Shop], t: Texts) -> Html:
    """Return the text of a person's style, how it has changed, and the shops they follow."""
    shares = mean_style(looks)
    first, share = next(iter(shares.items()))
    lines = [t.html("look.own.most", style=t.label("style", first), share=t.percent(share))]
    grown = _grown(looks)
    if grown is not None:
        lines.append(t.html("look.own.grown", style=t.label("style", grown)))
    lines.append(followed_text(shops, t))
    return join("\n", lines)


def followed_text(shops: Sequence[Shop], t: Texts) -> Html:
    """Return which shops a person follows."""
    if not shops:
        return t.html("look.own.no_shops")
    names = ", ".join(capped(shop.name, SHOP_CHARS) for shop in shops[:MAX_FOLLOWED_SHOWN])
    return t.html("look.own.shops", names=names)


def _grown(looks: Sequence[KeptLook]) -> str | None:
    """Return the style whose share grew most from the older half of the looks to the newer."""
    half = len(looks) // 2
    if half < 2:
        return None
    before, after = mean_style(looks[:half]), mean_style(looks[half:])
    grown = max(STYLES, key=lambda name: after[name] - before[name])
    return grown if after[grown] - before[grown] >= NOTABLE_CHANGE else None


def own_style_keyboard(shops: Sequence[Shop], t: Texts) -> InlineKeyboardMarkup | None:
    """Return a button to unfollow each shop; None without any."""
    buttons = (
        button(
            t.text("look.button.unfollow", name=capped(shop.name, SHOP_CHARS)), Unfollow(shop.id)
        )
        for shop in shops[:MAX_FOLLOWED_SHOWN]
    )
    rows = rows_of(buttons, 2)
    return InlineKeyboardMarkup(rows) if rows else None
