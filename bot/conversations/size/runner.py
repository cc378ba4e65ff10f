"""Holds the size dialog in a chat: stores each answer, asks the next question, sends the size."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from telegram import Bot, InlineKeyboardMarkup
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.context import Services
from bot.conversations.size.state import (
    Dialog,
    Goal,
    Note,
    Option,
    begin_size,
    from_json,
    options,
    to_json,
)
from bot.conversations.size.transitions import Turn
from bot.handlers.products.lists import send_album
from bot.handlers.size.keyboards import (
    dialog_keyboard,
    products_keyboard,
    profile_keyboard,
    result_keyboard,
)
from bot.handlers.size.pictures import draw_size
from bot.handlers.size.texts import (
    advice_text,
    chart_table,
    note_text,
    option_text,
    peer_bars,
    products_text,
    profile_text,
    question_text,
    worn_text,
)
from bot.monitoring.incidents import log_incident
from bot.services.catalogue import Item
from bot.services.size_advice import (
    Advice,
    SizeTag,
    advise,
    facts_of,
    past_of,
    person_of,
    wearer_of,
)
from bot.services.size_facts import Facts
from bot.ui.catalogues import Html, Texts, escape, texts
from db.models import SizeDialog, WornSize, utc_now
from db.queries import dialogs, people, sizes
from engine.sizing.person import SizeError

RESUME_MAX_AGE: Final = timedelta(hours=1)
"""After a longer outage nobody waits for the next question any more."""
SILENCE: Final = timedelta(days=1)
"""After that long without an answer words are about something else, and /size begins anew."""
PRODUCTS: Final = 4
MAX_WORN_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class OpenDialog:
    """A stored dialog.

    Attributes:
        message_id: the question that waits for its answer; None when it was never sent.
        is_silent: whether the person has not answered for a long time.
    """

    id: int
    dialog: Dialog
    message_id: int | None
    is_silent: bool


@dataclass(frozen=True, slots=True)
class SizeTalk:
    """The size dialog with one person, in private."""

    services: Services
    bot: Bot
    user_id: int
    t: Texts

    # -- what is stored -----------------------------------------------------------------------

    async def known(self) -> Facts:
        """Return what the person has told of their body."""
        async with self.services.database.session() as session:
            return facts_of(await sizes.profile_of(session, self.user_id))

    async def open(self) -> OpenDialog | None:
        """Return the person's open dialog, or None."""
        async with self.services.database.session() as session:
            row = await dialogs.dialog_of(session, SizeDialog, self.user_id)
            if row is None:
                return None
            try:
                return _opened(row)
            except ValueError:  # another version of the bot wrote it
                await session.delete(row)
                return None

    async def new(self) -> Dialog:
        """Return a dialog about a size that begins with what is known of the person."""
        async with self.services.database.session() as session:
            worn = await sizes.worn_sizes(session, self.user_id, limit=1)
        return begin_size(await self.known(), last_category=worn[0].category if worn else None)

    async def begin(self, dialog: Dialog) -> None:
        """Store a dialog in place of the one that may be open, and ask its first question."""
        async with self.services.database.session() as session:
            await people.touch_user(session, self.user_id)
            # What was said before the first question is an answer like any other.
            body = _body(dialog.facts)
            if body != _body(await self.known()):
                await sizes.save_profile(session, self.user_id, **body)
            row, old_message_id = await dialogs.open_dialog(
                session, SizeDialog, self.user_id, to_json(dialog), language=self.t.language
            )
        await self._take_keyboard(old_message_id)
        await self.go_on(OpenDialog(row.id, dialog, None, is_silent=False))

    async def _store(self, dialog_id: int, before: Dialog, after: Dialog) -> None:
        """Store an answer as it was given, before anything is said to it."""
        async with self.services.database.session() as session:
            row = await session.get(SizeDialog, dialog_id)
            if row is not None:
                row.state, row.message_id = to_json(after), None
            body = _body(after.facts)
            if body != _body(before.facts):
                await sizes.save_profile(session, self.user_id, **body)

    # -- what is said -------------------------------------------------------------------------

    async def take(self, current: OpenDialog, turn: Turn, *, pressed: Option | None = None) -> None:
        """Take an answer: store it, then ask the next question or send the size."""
        if turn.cancelled:
            await self.cancel(current)
            return
        await self._store(current.id, current.dialog, turn.dialog)
        after = replace(current, dialog=turn.dialog)
        if pressed is not None and pressed.kind == "more":
            await self._ask_in_place(after)
            return
        await self._close_question(current, pressed)
        await self.go_on(replace(after, message_id=None), turn.note)

    async def cancel(self, current: OpenDialog) -> None:
        """End the dialog; what was answered stays in the profile."""
        async with self.services.database.session() as session:
            await dialogs.close_dialog(session, SizeDialog, current.id)
        await self._take_keyboard(current.message_id)
        await self._say(self.t.html("size.cancelled"))

    async def repeat(self) -> None:
        """Ask the open question once more, if there is one that is still waited on."""
        current = await self.open()
        if current is None or current.is_silent or current.dialog.step is None:
            return
        await self._take_keyboard(current.message_id)
        await self.go_on(current)

    async def go_on(self, current: OpenDialog, note: Note | None = None) -> None:
        """Ask the open question, or end the dialog when none is left."""
        if current.dialog.step is None:
            await self._finish(current)
            return
        keyboard = dialog_keyboard(current.id, current.dialog, self.t)
        message_id = await self._say(question_text(current.dialog, note, self.t), keyboard)
        await self._note(current.id, message_id)

    async def _ask_in_place(self, current: OpenDialog) -> None:
        keyboard = dialog_keyboard(current.id, current.dialog, self.t)
        assert current.message_id is not None
        with contextlib.suppress(BadRequest):
            await self.bot.edit_message_reply_markup(
                self.user_id, current.message_id, reply_markup=keyboard
            )
        await self._note(current.id, current.message_id)

    async def _note(self, dialog_id: int, message_id: int) -> None:
        async with self.services.database.session() as session:
            if (row := await session.get(SizeDialog, dialog_id)) is not None:
                row.message_id = message_id

    async def _close_question(self, current: OpenDialog, pressed: Option | None) -> None:
        """Take the buttons off an answered question, and show what was pressed."""
        if current.message_id is None:
            return
        if pressed is None:
            await self._take_keyboard(current.message_id)
            return
        said = option_text(pressed, current.dialog, self.t)
        text = Html(f"{question_text(current.dialog, None, self.t)}\n\n→ <b>{escape(said)}</b>")
        with contextlib.suppress(BadRequest):
            await self.bot.edit_message_text(
                text, self.user_id, current.message_id, parse_mode=ParseMode.HTML
            )

    async def _take_keyboard(self, message_id: int | None) -> None:
        if message_id is not None:
            with contextlib.suppress(BadRequest):
                await self.bot.edit_message_reply_markup(
                    self.user_id, message_id, reply_markup=None
                )

    async def _say(self, text: Html, keyboard: InlineKeyboardMarkup | None = None) -> int:
        message = await self.bot.send_message(
            self.user_id, text, parse_mode=ParseMode.HTML, reply_markup=keyboard
        )
        return message.message_id

    # -- the end ------------------------------------------------------------------------------

    async def _finish(self, current: OpenDialog) -> None:
        facts, goal = current.dialog.facts, current.dialog.goal
        if goal is Goal.SIZE:
            await self._send_size(facts)
        elif goal is Goal.WORN:
            await self._keep_worn(facts)
        else:
            await self.send_profile()
        async with self.services.database.session() as session:
            await dialogs.close_dialog(session, SizeDialog, current.id)

    async def _send_size(self, facts: Facts) -> None:
        await self.bot.send_chat_action(self.user_id, ChatAction.UPLOAD_PHOTO)
        person = person_of(facts)
        assert person is not None
        async with self.services.database.session() as session:
            worn = await sizes.worn_sizes(session, self.user_id)
        try:
            advice = await self.services.engine.run(advise, facts, past_of(person, worn))
        except SizeError as error:
            await self._say(note_text(Note(error.code, {"category": facts.category or ""}), self.t))
            return
        await self._send_advice(advice)
        await self._send_products(advice)

    async def _send_advice(self, advice: Advice) -> None:
        facts, t = advice.facts, self.t
        picture = await self.services.engine.run(
            draw_size, chart_table(advice, t), peer_bars(advice, t)
        )
        url = None
        if facts.product_id is not None:
            found = await self.services.catalogue.items([facts.product_id])
            url = found[0].url if found else None
        keyboard = result_keyboard(t, product_id=facts.product_id, url=url)
        text = advice_text(advice, t)
        if picture is None:
            await self._say(text, keyboard)
            return
        await self.bot.send_photo(
            self.user_id,
            picture,
            caption=text,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
        )

    async def _send_products(self, advice: Advice) -> None:
        wearer = await wearer_of(self.services.database, self.user_id)
        if wearer is None:
            return
        found: Sequence[tuple[Item, SizeTag]] = await self.services.sizes.in_stock(
            wearer, advice, k=PRODUCTS
        )
        if not found:
            return
        await send_album(
            self.services, self.bot, self.user_id, [item for item, _ in found], first_number=1
        )
        numbered = [(n, item.id, item.url) for n, (item, _) in enumerate(found, 1)]
        await self._say(products_text(advice, found, self.t), products_keyboard(numbered, self.t))

    async def _keep_worn(self, facts: Facts) -> None:
        assert facts.category is not None
        assert facts.label is not None
        worn = WornSize(
            user_id=self.user_id,
            category=facts.category,
            brand=facts.brand,
            wearer=facts.gender if facts.gender in {"male", "female"} else None,
            label=facts.label,
            verdict=facts.verdict,
            language=self.t.language,
        )
        async with self.services.database.session() as session:
            session.add(worn)
        await self._say(self.t.html("size.worn.kept", worn=worn_text(worn, self.t)))
        await self.send_profile()

    async def send_profile(self) -> None:
        """Send all that is known of the person's sizes, with the buttons to change it."""
        text, keyboard = await self.profile_page()
        await self._say(text, keyboard)

    async def profile_page(self) -> tuple[Html, InlineKeyboardMarkup]:
        """Return the profile and its buttons."""
        async with self.services.database.session() as session:
            profile = await sizes.profile_of(session, self.user_id)
            worn = await sizes.worn_sizes(session, self.user_id, limit=MAX_WORN_SHOWN)
        facts, shares = facts_of(profile), profile is not None and profile.shares_sizes
        known = bool(worn) or facts != Facts(units=facts.units)
        keyboard = profile_keyboard(worn, self.t, known=known, shares=shares)
        return profile_text(facts, worn, self.t), keyboard


def _opened(row: SizeDialog) -> OpenDialog:
    is_silent = utc_now() - row.updated_at > SILENCE
    return OpenDialog(row.id, from_json(row.state), row.message_id, is_silent)


def _body(facts: Facts) -> dict[str, Any]:
    return {
        "gender": facts.gender,
        "height_cm": facts.height_cm,
        "weight_kg": facts.weight_kg,
        "age": facts.age,
        "measured_cm": dict(facts.measured_cm),
        "units": facts.units,
    }


def option_of(current: OpenDialog, number: int) -> Option:
    """Return the option with this number; it must exist."""
    return options(current.dialog)[number]


# -- without being asked ----------------------------------------------------------------------


async def resume(services: Services, bot: Bot) -> int:
    """Ask the questions that were decided but not sent when the bot stopped; return how many."""
    async with services.database.session() as session:
        rows = await dialogs.unasked_dialogs(session, SizeDialog, since=utc_now() - RESUME_MAX_AGE)
    for row in rows:
        try:
            await SizeTalk(services, bot, row.user_id, texts(row.language)).go_on(_opened(row))
        except (TelegramError, ValueError) as error:
            log_incident(error, "going on with a size dialog")
    return len(rows)
