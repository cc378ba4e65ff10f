"""What is said about daily tips, their settings and the weather."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any, Final

from babel.dates import format_skeleton, get_timezone_location

from bot.conversations.subscription.transitions import (
    DAY_SETS,
    FIELD,
    HOME_ZONE,
    Dialog,
    Note,
    Option,
    Step,
)
from bot.ui.catalogues import Html, Texts, capped, escape, join
from db.models import TipSubscription
from engine.tips.schedule import zone_of
from engine.weather.cities import cities
from engine.weather.forecast import DayWeather

TITLE_CHARS: Final = 60
_FELT_DIFFERS_C: Final = 3.0
_LIKELY_PERCENT: Final = 30.0
_WINDY_M_S: Final = 7.0


# -- names of things --------------------------------------------------------------------------


def time_text(minute_of_day: int, t: Texts) -> str:
    """Return a time of day: 오전 7:30, 7:30 AM."""
    hour, minute = divmod(minute_of_day, 60)
    return t.label("tips.clock", "am" if hour < 12 else "pm").format(
        time=f"{hour % 12 or 12}:{minute:02d}"
    )


def date_text(day: date, t: Texts) -> str:
    """Return a date with its weekday: 11월 21일 (토), Sat, Nov 21."""
    return format_skeleton("MMMEd", datetime.combine(day, time()), locale=t.language)


def days_text(days: int, t: Texts) -> str:
    """Return days of the week, by their name if they have one together."""
    for name, together in DAY_SETS.items():
        if days == together:
            return t.label("tips.days", name)
    separator = "" if t.language == "ko" else ", "
    return separator.join(t.label("tips.day", str(day)) for day in range(7) if days >> day & 1)


def city_text(city_id: str, t: Texts) -> str:
    """Return the name of a city."""
    city = cities().get(city_id)
    return city_id if city is None else city.name(t.language)


def clothes_text(own_only: bool, t: Texts) -> str:
    """Return whose clothes the outfits are made of."""
    return t.label("tips.clothes", "own" if own_only else "shop")


def zone_text(zone: str, t: Texts) -> str:
    """Return the place that a time zone is called after."""
    place: str = get_timezone_location(zone_of(zone), locale=t.language, return_city=True)
    return place


def moment_text(at: datetime, zone: str, t: Texts) -> str:
    """Return a moment on somebody's clock: 11월 22일 (일) 오전 7:30."""
    local = at.astimezone(zone_of(zone))
    return f"{date_text(local.date(), t)} {time_text(local.hour * 60 + local.minute, t)}"


# -- the dialog -------------------------------------------------------------------------------


def question_text(dialog: Dialog, note: Note | None, t: Texts) -> Html:
    """Return the open question, after what there is to say to the last answer."""
    step = dialog.step
    assert step is not None
    if step is Step.CITY and dialog.facts.chat_title:
        asked = t.html("tips.ask.city_of_chat")
    else:
        asked = Html(t.label("tips.ask", step.value))
    parts = [asked]
    if note is not None:
        parts.insert(0, Html(t.label("tips.note", note.code)))
    return join("\n\n", parts if note is None or not dialog.candidates else parts[:1])


def option_text(option: Option, dialog: Dialog, t: Texts) -> str:
    """Return the label of an option."""
    step = dialog.step
    assert step is not None
    if option.kind != "pick":
        return t.label("tips.option", option.kind)
    if step is Step.PAUSE:
        return str(t.plural("tips.pause_days", int(option.value)))
    return _SAID[step](option.value, t)


def answer_text(dialog: Dialog, step: Step, t: Texts) -> str:
    """Return what was answered to a question, as it was understood."""
    return _SAID[step](getattr(dialog.facts, FIELD[step]), t)


_SAID: Final = MappingProxyType[Step, Callable[[Any, Texts], str]](
    {
        Step.TIME: time_text,
        Step.DAYS: days_text,
        Step.CITY: city_text,
        Step.OCCASION: lambda occasion, t: t.label("occasion", occasion),
        Step.CLOTHES: clothes_text,
        Step.ZONE: zone_text,
        Step.PAUSE: lambda day, t: date_text(date.fromisoformat(day), t),
    }
)


# -- a subscription ---------------------------------------------------------------------------


def subscription_text(subscription: TipSubscription, t: Texts, *, today: date) -> Html:
    """Return a subscription in words."""
    title = (
        t.html("tips.title")
        if subscription.is_personal
        else t.html("tips.title_chat", chat=capped(subscription.chat_title or "", TITLE_CHARS))
    )
    when = f"{time_text(subscription.minute_of_day, t)} · {days_text(subscription.days, t)}"
    if subscription.zone != HOME_ZONE:
        when += f" ({zone_text(subscription.zone, t)})"
    occasion = t.label("occasion", subscription.occasion)
    if subscription.is_personal:
        occasion += f" · {clothes_text(subscription.own_only, t)}"
    lines = [
        title,
        Html(""),
        Html(f"⏰ {escape(when)}"),
        Html(f"📍 {escape(city_text(subscription.city, t))}"),
        Html(f"👔 {escape(occasion)}"),
        Html(""),
        _state_text(subscription, t, today),
    ]
    return join("\n", lines)


def _state_text(subscription: TipSubscription, t: Texts, today: date) -> Html:
    if subscription.stopped_at is not None or subscription.next_due_at is None:
        return t.html("tips.stopped")
    following = moment_text(subscription.next_due_at, subscription.zone, t)
    if subscription.paused_until is not None and subscription.paused_until > today:
        return t.html("tips.paused", next=following)
    return t.html("tips.next", next=following)


# -- the weather ------------------------------------------------------------------------------


def weather_line(weather: DayWeather, t: Texts) -> Html:
    """Return the weather of a day in one line."""
    low, high = round(weather.temperature_min_c), round(weather.temperature_max_c)
    place = city_text(weather.city, t)
    if weather.source == "climate":
        return t.html("weather.usual", city=place, low=low, high=high)
    parts = [
        t.html(
            "weather.line",
            city=place,
            low=low,
            high=high,
            sky=t.label("weather.sky", weather.sky),
        )
    ]
    felt = weather.feels_like_min_c
    if felt is not None and weather.temperature_min_c - felt >= _FELT_DIFFERS_C:
        parts.append(t.html("weather.felt", felt=round(felt)))
    warm = weather.feels_like_max_c
    if warm is not None and warm - weather.temperature_max_c >= _FELT_DIFFERS_C:
        parts.append(t.html("weather.felt", felt=round(warm)))
    if weather.precipitation_probability_percent >= _LIKELY_PERCENT:
        kind = "snow" if weather.sky == "snow" else "rain"
        percent = round(weather.precipitation_probability_percent)
        parts.append(Html(t.label("weather.chance", kind).format(percent=percent)))
    if weather.wind_m_s >= _WINDY_M_S:
        parts.append(t.html("weather.windy"))
    return join(" · ", parts)


def weather_page(weather: DayWeather, t: Texts) -> Html:
    """Return the weather of today with its source."""
    lines = [t.html("weather.title", date=date_text(weather.day, t)), weather_line(weather, t)]
    if weather.temperature_now_c is not None:
        lines.append(t.html("weather.now", now=round(weather.temperature_now_c)))
    lines.append(Html(f"<i>{t.label('weather.source', weather.source)}</i>"))
    return join("\n", lines)
