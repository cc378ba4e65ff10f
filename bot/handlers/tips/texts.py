"""Texts of a subscription's settings."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.services.subscriptions import HOME_ZONE
from bot.ui.catalogues import Html, Texts, capped, escape, join
from bot.ui.schedule_texts import clothes_text, days_text, moment_text, time_text, zone_text
from bot.ui.weather import city_name
from db.models import TipSubscription

TITLE_CHARS: Final = 60


def subscription_text(subscription: TipSubscription, t: Texts, *, today: date) -> Html:
    """Return the settings of a subscription and when its next tip comes."""
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
