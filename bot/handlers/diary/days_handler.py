"""Days of the wear diary: on which day something was worn, pressed or typed; what was on one."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update
from telegram.error import BadRequest

from bot.context import BotContext
from bot.conversations.worn_day.callback_data import ChooseDay, Place
from bot.handlers.diary.callback_data import (
    AskDay,
    ChooseWorn,
    ForgetDay,
    MarkWorn,
    ShowDay,
    TakeOff,
    WearOn,
)
from bot.handlers.diary.days import DayPages, recently_worn_on
from bot.handlers.diary.keyboards import EARLIEST, ask_day_keyboard, noted_keyboard, recent_keyboard
from bot.handlers.diary.texts import day_name
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.owned_records import own_closet_item, own_outfit
from bot.routing.pending_question import waiting_since
from bot.routing.private_chat import require_private
from bot.services.local_time import today_of
from bot.ui.catalogues import Texts
from bot.ui.closet_item import full_item_name, item_card
from bot.ui.filters import is_group
from bot.ui.page_message import PageMessage
from db.models import ClosetItem, DayQuestion, SavedOutfit
from db.queries import closet, diary, outfits
from engine.parsing.dates import NOT_UNDERSTOOD, mentions_day, parse_past_date
from engine.parsing.money import mentions_money
from engine.parsing.query import parse_query
from engine.tips.schedule import ScheduleError


@dataclass(frozen=True, slots=True)
class _Subject:
    """What was worn: a garment, or the clothes of an outfit that are in the closet still."""

    items: tuple[ClosetItem, ...]
    outfit_id: int | None = None

    @property
    def ids(self) -> list[int]:
        return [item.id for item in self.items]


async def _subject(press: CallbackPress, place: Place, subject_id: int) -> _Subject:
    """Return a garment or an outfit of who pressed.

    Raises:
        ExpiredError: it is gone, somebody else's, or others can read this chat.
    """
    if place != "outfit":
        return _Subject((await own_closet_item(press, subject_id),))
    outfit = await own_outfit(press, subject_id)
    async with press.services.database.session() as session:
        left = await _left_of(session, outfit)
    if not left:
        await press.answer(press.t.text("coordi.gone"), alert=True)
        raise ExpiredError
    return _Subject(left, outfit.id)


async def _left_of(session: AsyncSession, outfit: SavedOutfit) -> tuple[ClosetItem, ...]:
    """Return the clothes of an outfit that are in the closet still."""
    every = await closet.items_of(session, outfit.user_id, available=False)
    return tuple(item for item in every if item.id in outfit.closet_items)


def _day_pages(press: CallbackPress, today: date) -> DayPages:
    return DayPages(press.services, press.bot, press.user_id, press.t, today)


async def _today(press: CallbackPress) -> date:
    async with press.services.database.session() as session:
        return await today_of(session, press.user_id)


def _day(day_id: int, today: date) -> date:
    """Return the day of a button.

    Raises:
        ExpiredError: it is yet to come, or before any diary.
    """
    if not EARLIEST.toordinal() <= day_id <= today.toordinal():
        raise ExpiredError
    return date.fromordinal(day_id)


# -- on which day something was worn ----------------------------------------------------------


async def choose_day(press: CallbackPress, action: ChooseDay) -> None:
    """Show the last days under a garment or an outfit."""
    subject = await _subject(press, action.place, action.subject_id)
    await press.answer()
    await _show_recent(press, action.place, action.subject_id, subject)


async def wear_on(press: CallbackPress, action: WearOn) -> None:
    """Note that something was worn on a day, or take it back."""
    subject = await _subject(press, action.place, action.subject_id)
    today = await _today(press)
    day = _day(action.day_id, today)
    name, t = day_name(day, press.t, today=today), press.t
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
    press: CallbackPress, place: Place, subject_id: int, subject: _Subject
) -> None:
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
    subject = await _subject(press, action.place, action.subject_id)
    await press.answer()
    t = press.t
    text = t.html("diary.ask_day", name=_name(subject, t))
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


def _name(subject: _Subject, t: Texts) -> str:
    if subject.outfit_id is not None:
        return t.text("diary.this_outfit")
    return full_item_name(subject.items[0], t)


async def forget_day(press: CallbackPress, action: ForgetDay) -> None:  # noqa: ARG001
    """Take the question away; that something was pressed has ended it."""
    require_private(press)
    await press.answer()
    with contextlib.suppress(BadRequest):
        await press.bot.delete_message(press.chat_id, press.message_id)


async def take_words(update: Update, context: BotContext, text: str) -> bool:
    """Take words as the day that was asked for; return whether they were about one."""
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
        day = read_typed_day(text, today)
    except ScheduleError as error:
        await message.reply_html(t.html(f"diary.day_note.{error.code}"))
        return True
    if day is not None:
        days = DayPages(context.services, context.bot, user.id, t, today)
        await _record_typed(days, question, day)
        return True
    async with context.services.database.session() as session:
        await diary.close_day_question(session, user.id)
    return False


def read_typed_day(text: str, today: date) -> date | None:
    """Return the day that somebody types who was asked for one; None for words about others.

    Raises:
        ScheduleError: it is a day that nothing can have been worn on, or one not understood.
    """
    if mentions_money(text):
        return None
    try:
        return parse_past_date(text, today, earliest=EARLIEST)
    except ScheduleError as error:
        unclear = error.code == NOT_UNDERSTOOD
        if unclear and (parse_query(text) or not mentions_day(text)):
            return None
        raise


async def _record_typed(days: DayPages, question: DayQuestion, day: date) -> None:
    """Record that the subject of a question was worn on the typed day; end the question."""
    t, user_id = days.t, days.user_id
    async with days.services.database.session() as session:
        await diary.close_day_question(session, user_id)
        subject = await _asked_about(session, question)
        noted = await diary.mark_worn(
            session, user_id, subject.ids, day, outfit_id=subject.outfit_id
        )
    with contextlib.suppress(BadRequest):  # it may be deleted
        await days.bot.edit_message_reply_markup(user_id, question.message_id)
    if not subject.items:
        await days.message.show_text(t.html("coordi.gone"), None)
        return
    words = {"name": _name(subject, t), "day": day_name(day, t, today=days.today)}
    text = t.html("diary.noted", **words) if noted else t.html("diary.noted_before", **words)
    is_outfit = question.outfit_id is not None
    place: Place = "outfit" if is_outfit else "all"
    subject_id = question.outfit_id or question.item_id or 0
    await days.message.show_text(text, noted_keyboard(place, subject_id, day, t))


async def _asked_about(session: AsyncSession, question: DayQuestion) -> _Subject:
    """Return what a question is about, as much of it as is in the closet still."""
    user_id = question.user_id
    if question.outfit_id is not None:
        outfit = await outfits.outfit_of(session, user_id, question.outfit_id)
        left = () if outfit is None else await _left_of(session, outfit)
        return _Subject(left, question.outfit_id)
    item = await closet.item_of(session, user_id, question.item_id or 0)
    return _Subject(() if item is None else (item,))


# -- what was worn on a day -------------------------------------------------------------------


async def show_day(press: CallbackPress, action: ShowDay) -> None:
    """Show what was worn on a day."""
    require_private(press)
    today = await _today(press)
    day = _day(action.day_id, today)
    await press.answer()
    await _day_pages(press, today).show_day(day, press.message_id)


async def choose_worn(press: CallbackPress, action: ChooseWorn) -> None:
    """Show a page of the closet to choose from what was worn on a day."""
    require_private(press)
    today = await _today(press)
    day = _day(action.day_id, today)
    await press.answer()
    days = _day_pages(press, today)
    await days.show_choice(day, action.shelf, action.page, press.message_id)


async def mark_worn(press: CallbackPress, action: MarkWorn) -> None:
    """Note on a page of the closet that a garment was worn on a day, or take it back."""
    today = await _today(press)
    day = _day(action.day_id, today)
    await _set_worn(press, action.item_id, day, worn=action.worn)
    days = _day_pages(press, today)
    await days.show_choice(day, action.shelf, action.page, press.message_id)


async def take_off(press: CallbackPress, action: TakeOff) -> None:
    """Take a garment off the page of what was worn on a day."""
    today = await _today(press)
    day = _day(action.day_id, today)
    await _set_worn(press, action.item_id, day, worn=False)
    await _day_pages(press, today).show_day(day, press.message_id)


async def _set_worn(press: CallbackPress, item_id: int, day: date, *, worn: bool) -> None:
    item, t = await own_closet_item(press, item_id), press.t
    async with press.services.database.session() as session:
        if worn:
            await diary.mark_worn(session, press.user_id, [item.id], day)
        else:
            await diary.unmark_worn(session, press.user_id, [item.id], day)
    name = full_item_name(item, t)
    await press.answer(
        t.text("diary.said.added", name=name) if worn else t.text("diary.said.taken", name=name)
    )


ROUTES: Final[Routes] = MappingProxyType(
    {
        ChooseDay: choose_day,
        WearOn: wear_on,
        AskDay: ask_day,
        ForgetDay: forget_day,
        ShowDay: show_day,
        ChooseWorn: choose_worn,
        MarkWorn: mark_worn,
        TakeOff: take_off,
    }
)
