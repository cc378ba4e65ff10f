"""Holds the dialog about daily tips: stores each answer, asks on, keeps what was chosen."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from telegram import Bot, InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove
from telegram.error import BadRequest, TelegramError

from bot.context import Services
from bot.conversations.subscription.transitions import (
    FIELD,
    FOR_A_CHAT,
    PERSONAL,
    Dialog,
    Facts,
    Goal,
    Note,
    Step,
    Turn,
    from_json,
    to_json,
)
from bot.handlers.tips.keyboards import (
    asks_for_place,
    dialog_keyboard,
    home_keyboard,
    place_keyboard,
    subscribe_keyboard,
    subscription_keyboard,
)
from bot.handlers.tips.texts import answer_text, question_text, subscription_text
from bot.monitoring.incidents import log_incident
from bot.services.local_time import today_in_korea
from bot.ui.catalogues import Html, Texts, escape, texts
from bot.ui.weather import weather_page
from db.models import TipDialog, TipSubscription, utc_now
from db.queries import dialogs, people, tip_subscriptions
from engine.tips.schedule import Schedule, zone_of
from engine.weather.cities import City

RESUME_MAX_AGE: Final = timedelta(hours=1)
"""After a longer outage nobody waits for the next question any more."""
SILENCE: Final = timedelta(days=1)
"""After that long without an answer words are about something else."""

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


@dataclass(frozen=True, slots=True)
class OpenDialog:
    """A stored dialog.

    Attributes:
        message_id: the question that waits for its answer; None when it was never sent.
        updated_at: when it was last answered.
    """

    id: int
    dialog: Dialog
    message_id: int | None
    updated_at: datetime

    @property
    def is_silent(self) -> bool:
        """Whether the person has not answered for a long time."""
        return utc_now() - self.updated_at > SILENCE


@dataclass(frozen=True, slots=True)
class TipTalk:
    """The dialog with one person, in private; it may be about a channel."""

    services: Services
    bot: Bot
    user_id: int
    t: Texts

    # -- what is stored -----------------------------------------------------------------------

    async def open(self) -> OpenDialog | None:
        """Return the person's open dialog, or None."""
        async with self.services.database.session() as session:
            row = await dialogs.dialog_of(session, TipDialog, self.user_id)
            if row is None:
                return None
            try:
                return _opened(row)
            except ValueError:  # another version of the bot wrote it
                await session.delete(row)
                return None

    async def subscribe(self, chat_id: int, chat_title: str | None = None) -> None:
        """Begin the dialog about a new subscription for a chat."""
        steps = PERSONAL if chat_id == self.user_id else FOR_A_CHAT
        facts = Facts(chat_id, chat_title)
        await self.begin(Dialog(Goal.SUBSCRIBE, steps, facts))

    async def change(self, subscription: TipSubscription, part: Step) -> None:
        """Ask for one part of a subscription anew."""
        await self.begin(Dialog(Goal.CHANGE, (part,), facts_of(subscription)))

    async def ask_home(self) -> None:
        """Ask where the person lives."""
        await self.begin(Dialog(Goal.HOME, (Step.CITY,), Facts(self.user_id)))

    async def begin(self, dialog: Dialog) -> None:
        """Store a dialog in place of the one that may be open, and ask its first question."""
        async with self.services.database.session() as session:
            await people.touch_user(session, self.user_id)
            row, old_message_id = await dialogs.open_dialog(
                session, TipDialog, self.user_id, to_json(dialog), language=self.t.language
            )
        await self._take_keyboard(old_message_id)
        await self.go_on(OpenDialog(row.id, dialog, None, row.updated_at))

    # -- what is said -------------------------------------------------------------------------

    async def take(self, current: OpenDialog, turn: Turn) -> None:
        """Take an answer: store it, then ask the next question or keep what was chosen."""
        if turn.cancelled:
            await self.cancel(current)
            return
        async with self.services.database.session() as session:
            row = await session.get(TipDialog, current.id)
            if row is not None:
                row.state, row.message_id = to_json(turn.dialog), None
        await self._close_question(current, turn)
        await self.go_on(replace(current, dialog=turn.dialog, message_id=None), turn.note)

    async def cancel(self, current: OpenDialog) -> None:
        """End the dialog without having changed anything."""
        async with self.services.database.session() as session:
            await dialogs.close_dialog(session, TipDialog, current.id)
        await self._take_keyboard(current.message_id)
        await self.say(self.t.html("tips.cancelled"), ReplyKeyboardRemove())

    async def repeat(self) -> None:
        """Ask the open question once more, if there is one that is still waited on."""
        current = await self.open()
        if current is None or current.is_silent:
            return
        await self._take_keyboard(current.message_id)
        await self.go_on(current)

    async def go_on(self, current: OpenDialog, note: Note | None = None) -> None:
        """Ask the open question, or end the dialog when none is left."""
        dialog = current.dialog
        if dialog.step is None:
            await self._finish(current)
            return
        keyboard: Keyboard = (
            place_keyboard(self.t)
            if asks_for_place(dialog)
            else dialog_keyboard(current.id, dialog, self.t)
        )
        message_id = await self.say(question_text(dialog, note, self.t), keyboard)
        async with self.services.database.session() as session:
            if (row := await session.get(TipDialog, current.id)) is not None:
                row.message_id = message_id

    async def _close_question(self, current: OpenDialog, turn: Turn) -> None:
        """Take the buttons off an answered question, and show what it was answered with."""
        step, answered = current.dialog.step, turn.dialog.at > current.dialog.at
        assert step is not None
        if not answered:
            await self._take_keyboard(current.message_id)
            return
        said = Html(f"→ <b>{escape(answer_text(turn.dialog, step, self.t))}</b>")
        if step is Step.CITY:
            # The keys under the chat go with a message only, and the next has buttons of its own.
            await self._take_keyboard(current.message_id)
            await self.say(said, ReplyKeyboardRemove())
        elif current.message_id is not None:
            text = Html(f"{question_text(current.dialog, None, self.t)}\n\n{said}")
            with contextlib.suppress(BadRequest):
                await self.bot.edit_message_text(text, self.user_id, current.message_id)

    async def _take_keyboard(self, message_id: int | None) -> None:
        if message_id is not None:
            with contextlib.suppress(BadRequest):
                await self.bot.edit_message_reply_markup(
                    self.user_id, message_id, reply_markup=None
                )

    async def say(self, text: Html, keyboard: Keyboard | None = None) -> int:
        """Write to the person; return the message's number."""
        message = await self.bot.send_message(self.user_id, text, reply_markup=keyboard)
        return message.message_id

    # -- the end ------------------------------------------------------------------------------

    async def _finish(self, current: OpenDialog) -> None:
        facts = current.dialog.facts
        async with self.services.database.session() as session:
            await dialogs.close_dialog(session, TipDialog, current.id)
            if facts.city is not None and facts.chat_id == self.user_id:
                await people.set_home(session, self.user_id, facts.city)
        if current.dialog.goal is Goal.HOME:
            await self.show_weather()
            return
        if current.dialog.goal is Goal.CHANGE:
            kept = await change_subscription(self.services, facts, current.dialog.steps)
            if kept is None:
                await self.say(self.t.html("tips.none"), subscribe_keyboard(self.t))
                return
        else:
            kept = await subscribe_chat(self.services, self.user_id, facts, self.t)
        said = self.t.html("tips.kept")
        await self.show(kept, f"{said}\n\n")

    async def show(self, subscription: TipSubscription, before: str = "") -> None:
        """Show a subscription with the buttons to change it, after some words."""
        today = today_of(subscription)
        text = Html(before + subscription_text(subscription, self.t, today=today))
        await self.say(text, subscription_keyboard(subscription, self.t, today=today))

    async def move_home(self, city_id: str) -> None:
        """Note where the person lives, and tell the weather there."""
        async with self.services.database.session() as session:
            await people.touch_user(session, self.user_id)
            await people.set_home(session, self.user_id, city_id)
        await self.show_weather()

    async def show_weather(self, day: date | None = None, city: City | None = None) -> None:
        """Tell the weather of a day, default today, of a city, default where the person lives."""
        day = day or today_in_korea()
        weather = await (
            self.services.home_weather.day(self.user_id, day)
            if city is None
            else self.services.weather.day(city, day)
        )
        await self.say(weather_page(weather, self.t), home_keyboard(self.t))


# -- subscriptions ----------------------------------------------------------------------------


def facts_of(subscription: TipSubscription) -> Facts:
    """Return what a subscription says."""
    return Facts(
        chat_id=subscription.chat_id,
        chat_title=subscription.chat_title,
        minute_of_day=subscription.minute_of_day,
        days=subscription.days,
        zone=subscription.zone,
        city=subscription.city,
        occasion=subscription.occasion,
        own_only=subscription.own_only,
    )


def today_of(subscription: TipSubscription) -> date:
    """Return today's date where a subscription's clock is."""
    return utc_now().astimezone(zone_of(subscription.zone)).date()


async def subscribe_chat(
    services: Services, user_id: int, facts: Facts, t: Texts
) -> TipSubscription:
    """Store a whole subscription, in place of the one that the chat may have."""
    columns = _columns(facts)
    due = _schedule(columns).next_due(utc_now())
    async with services.database.session() as session:
        return await tip_subscriptions.save_subscription(
            session,
            user_id,
            facts.chat_id,
            **columns,
            chat_title=facts.chat_title,
            language=t.language,
            next_due_at=due.at,
            last_day=None,
            stopped_at=None,
        )


async def change_subscription(
    services: Services, facts: Facts, steps: tuple[Step, ...]
) -> TipSubscription | None:
    """Store the parts of a subscription that were asked for; None if it has gone meanwhile."""
    async with services.database.session() as session:
        found = await tip_subscriptions.subscription_of(session, facts.chat_id)
        if found is None:
            return None
        told = _columns(facts)
        changed = {FIELD[step]: told[FIELD[step]] for step in steps}
        for name, value in changed.items():
            setattr(found, name, value)
        if found.stopped_at is None:
            # A change of zone must not bring a second tip on a date that had one.
            had = found.last_day if Step.ZONE in steps else None
            found.next_due_at = following(found, not_on=had)
        return found


def following(subscription: TipSubscription, *, not_on: date | None = None) -> datetime:
    """Return when the next tip of a subscription is due, its pause reckoned in."""
    first = None if not_on is None else not_on + timedelta(days=1)
    if subscription.paused_until is not None:
        first = max(first or subscription.paused_until, subscription.paused_until)
    schedule = Schedule(subscription.minute_of_day, subscription.days, subscription.zone)
    return schedule.next_due(utc_now(), first_day=first).at


def _columns(facts: Facts) -> dict[str, Any]:
    return {
        "minute_of_day": facts.minute_of_day,
        "days": facts.days,
        "zone": facts.zone,
        "city": facts.city,
        "occasion": facts.occasion,
        "own_only": bool(facts.own_only),
        "paused_until": date.fromisoformat(facts.paused_until) if facts.paused_until else None,
    }


def _schedule(columns: dict[str, Any]) -> Schedule:
    return Schedule(columns["minute_of_day"], columns["days"], columns["zone"])


def _opened(row: TipDialog) -> OpenDialog:
    return OpenDialog(row.id, from_json(row.state), row.message_id, row.updated_at)


# -- without being asked ----------------------------------------------------------------------


async def resume(services: Services, bot: Bot) -> int:
    """Ask the questions that were decided but not sent when the bot stopped; return how many."""
    async with services.database.session() as session:
        rows = await dialogs.unasked_dialogs(session, TipDialog, since=utc_now() - RESUME_MAX_AGE)
    for row in rows:
        try:
            await TipTalk(services, bot, row.user_id, texts(row.language)).go_on(_opened(row))
        except (TelegramError, ValueError) as error:
            log_incident(error, "going on with a dialog about tips")
    return len(rows)
