"""Format an outfit: names of its garments, the weather it is for, the reasons for it."""

from __future__ import annotations

from typing import Final

from bot.services.outfits.views import OutfitItemView, OutfitView
from bot.ui.catalogues import Html, Texts, capped
from bot.ui.weather import city_name, weather_summary
from engine.outfits.reasons import Reason

_MAX_NAME_CHARS: Final = 16


def piece_name(view: OutfitItemView, t: Texts) -> str:
    """Return the name that the owner gave a garment, else its colour and category."""
    if view.name and view.item is None:
        return capped(view.name, _MAX_NAME_CHARS)
    colour, category = view.piece.main_colour, view.piece.category
    if colour is None:
        return t.label("category", category)
    return f"{t.label('colour', colour)} {t.label_within('category', category)}"


def conditions_text(outfit: OutfitView, t: Texts) -> Html:
    """Return in a line which weather and style an outfit is for; it must have a weather."""
    assert outfit.weather is not None
    weather, city = weather_summary(outfit.weather, t), city_name(outfit.weather.city, t)
    if outfit.style is None:
        return t.html("matching.for_weather", city=city, weather=weather)
    style = t.label("style", outfit.style)
    return t.html("matching.for_style", city=city, weather=weather, style=style)


def reason_lines(outfit: OutfitView, t: Texts) -> list[Html]:
    """Return a line for each reason why an outfit was picked, the strongest first."""
    return [Html(f"· {_reason_text(outfit, reason, t)}") for reason in outfit.reasons]


def _reason_text(outfit: OutfitView, reason: Reason, t: Texts) -> Html:
    values = {}
    if reason.kind == "weather" and outfit.weather is not None:
        values["weather"] = weather_summary(outfit.weather, t)
    elif reason.kind == "occasion" and outfit.occasion is not None:
        values["name"] = t.label("occasion", outfit.occasion)
    elif reason.kind == "style" and outfit.style is not None:
        values["name"] = t.label("style", outfit.style)
    elif len(reason.items) == 2:
        first, second = (outfit.pieces[index] for index in reason.items)
        values |= {"first": piece_name(first, t), "second": piece_name(second, t)}
    return t.html(f"coordi.reason.{reason.kind}", **values)
