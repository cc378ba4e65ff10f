"""What is said about daily tips, their settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from babel.dates import get_timezone_location

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
from bot.ui.weather import city_name, date_text
from db.models import TipSubscription
from engine.tips.schedule import zone_of

TITLE_CHARS: Final = 60


# -- names of things --------------------------------------------------------------------------


def time_text(minute_of_day: int, t: Texts) -> str:
    """Return a time of day: 오전 7:30, 7:30 AM."""
    hour, minute = divmod(minute_of_day, 60)
    return t.label("tips.clock", "am" if hour < 12 else "pm").format(
        time=f"{hour % 12 or 12}:{minute:02d}"
    )


def days_text(days: int, t: Texts) -> str:
    """Return days of the week, by their name if they have one together."""
    for name, together in DAY_SETS.items():
        if days == together:
            return t.label("tips.days", name)
    separator = "" if t.language == "ko" else ", "
    return separator.join(t.label("tips.day", str(day)) for day in range(7) if days >> day & 1)


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
        Step.CITY: city_name,
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
        Html(f"📍 {escape(city_name(subscription.city, t))}"),
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
