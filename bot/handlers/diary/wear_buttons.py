"""Record on which day a garment or an outfit was worn: by button, or typed."""

from __future__ import annotations

import contextlib
from datetime import date
from types import MappingProxyType
from typing import Final

from telegram import Update
from telegram.error import BadRequest

from bot.context import BotContext
from bot.conversations.worn_day.callback_data import ChooseDay, Place
from bot.handlers.diary.callback_data import AskDay, CancelDayQuestion, SetWornOn
from bot.handlers.diary.day_pages import DayPages, recently_worn_on
from bot.handlers.diary.day_range import EARLIEST, checked_day, today_for
from bot.handlers.diary.keyboards import ask_day_keyboard, recent_keyboard, recorded_keyboard
from bot.handlers.diary.subject import WornSubject, asked_subject, pressed_subject
from bot.handlers.diary.texts import day_name
from bot.routing.callback_press import CallbackPress, Routes
from bot.routing.pending_question import waiting_since
from bot.routing.private_chat import require_private
from bot.services.local_time import today_of
from bot.ui.closet_item import item_card
from bot.ui.filters import is_group
from bot.ui.page_message import PageMessage
from db.models import DayQuestion
from db.queries import diary
from engine.parsing.dates import NOT_UNDERSTOOD, mentions_day, parse_past_date
from engine.parsing.money import mentions_money
from engine.parsing.query import parse_query
from engine.tips.schedule import ScheduleError

# -- buttons ----------------------------------------------------------------------------------


async def choose_day(press: CallbackPress, action: ChooseDay) -> None:
    """Show the recent days under a garment or an outfit."""
    subject = await pressed_subject(press, action.place, action.subject_id)
    await press.answer()
    await _show_recent(press, action.place, action.subject_id, subject)


async def set_worn_on(press: CallbackPress, action: SetWornOn) -> None:
    """Record that the subject was worn on a day, or delete the record."""
    subject = await pressed_subject(press, action.place, action.subject_id)
    today = await today_for(press)
    day, t = checked_day(action.day_id, today), press.t
    name = day_name(day, t, today=today)
    async with press.services.database.session() as session:
        if action.worn:
            await diary.mark_worn(
                session, press.user_id, subject.ids, day, outfit_id=subject.outfit_id
            )
        else:
            await diary.unmark_worn(session, press.user_id, subject.ids, day)
    await press.answer(
        t.text("diary.said.worn", day=name) if action.worn else t.text("diary.said.off", day=name)
    )
    await _show_recent(press, action.place, action.subject_id, subject)


async def _show_recent(
    press: CallbackPress, place: Place, subject_id: int, subject: WornSubject
) -> None:
    """Show the recent days as buttons; a garment's card says when it was worn, too."""
    async with press.services.database.session() as session:
        today = await today_of(session, press.user_id)
        worn = await recently_worn_on(session, press.user_id, subject.ids, today)
        wears = await diary.wear_counts(session, press.user_id, subject.ids)
    keyboard = recent_keyboard(place, subject_id, worn, press.t, today=today)
    if place == "outfit":
        await press.set_keyboard(keyboard)
        return
    [item] = subject.items
    await press.set_caption(item_card(item, wears.get(item.id), today, press.t), keyboard)


async def ask_day(press: CallbackPress, action: AskDay) -> None:
    """Ask for the day to be typed."""
    subject = await pressed_subject(press, action.place, action.subject_id)
    await press.answer()
    t = press.t
    text = t.html("diary.ask_day", name=subject.name(t))
    message_id = await PageMessage(press.bot, press.chat_id).show_text(text, ask_day_keyboard(t))
    is_outfit = action.place == "outfit"
    async with press.services.database.session() as session:
        await diary.open_day_question(
            session,
            press.user_id,
            item_id=None if is_outfit else action.subject_id,
            outfit_id=action.subject_id if is_outfit else None,
            message_id=message_id,
        )


async def cancel_question(press: CallbackPress, action: CancelDayQuestion) -> None:  # noqa: ARG001
    """Delete the question's message; every press has closed the question already."""
    require_private(press)
    await press.answer()
    with contextlib.suppress(BadRequest):
        await press.bot.delete_message(press.chat_id, press.message_id)


# -- a typed day ------------------------------------------------------------------------------


async def consume_text(update: Update, context: BotContext, text: str) -> bool:
    """Consume a text as the day that was asked for; leave texts about something else."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    if is_group(message):
        return False
    async with context.services.database.session() as session:
        question = await diary.day_question_of(session, user.id, since=waiting_since())
        today = await today_of(session, user.id)
    if question is None:
        return False
    t = context.texts_for(update)
    try:
        day = parse_typed_day(text, today)
    except ScheduleError as error:
        await message.reply_html(t.html(f"diary.day_note.{error.code}"))
        return True
    if day is not None:
        pages = DayPages(context.services, context.bot, user.id, t, today)
        await _record_typed(pages, question, day)
        return True
    async with context.services.database.session() as session:
        await diary.close_day_question(session, user.id)
    return False


def parse_typed_day(text: str, today: date) -> date | None:
    """Return the day that a text names, None when the text is about something else.

    Args:
        text: the answer to a question for a day.
        today: the last day that can be over.

    Raises:
        ScheduleError: it is a day outside the diary, or one that is not understood.
    """
    if mentions_money(text):
        return None
    try:
        return parse_past_date(text, today, earliest=EARLIEST)
    except ScheduleError as error:
        is_unclear = error.code == NOT_UNDERSTOOD
        if is_unclear and (parse_query(text) or not mentions_day(text)):
            return None
        raise


async def _record_typed(pages: DayPages, question: DayQuestion, day: date) -> None:
    """Record that the subject of a question was worn on the typed day; close the question."""
    t, user_id = pages.t, pages.user_id
    async with pages.services.database.session() as session:
        await diary.close_day_question(session, user_id)
        subject = await asked_subject(session, question)
        is_new = await diary.mark_worn(
            session, user_id, subject.ids, day, outfit_id=subject.outfit_id
        )
    with contextlib.suppress(BadRequest):  # it may be deleted
        await pages.bot.edit_message_reply_markup(user_id, question.message_id)
    if not subject.items:
        await pages.message.show_text(t.html("coordi.gone"), None)
        return
    values = {"name": subject.name(t), "day": day_name(day, t, today=pages.today)}
    text = t.html("diary.noted", **values) if is_new else t.html("diary.noted_before", **values)
    place: Place = "all" if question.outfit_id is None else "outfit"
    subject_id = question.outfit_id or question.item_id or 0
    await pages.message.show_text(text, recorded_keyboard(place, subject_id, day, t))


ROUTES: Final[Routes] = MappingProxyType(
    {
        ChooseDay: choose_day,
        SetWornOn: set_worn_on,
        AskDay: ask_day,
        CancelDayQuestion: cancel_question,
    }
)
