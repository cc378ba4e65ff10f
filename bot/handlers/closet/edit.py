"""Corrections of a garment: pressed fields, a typed comment or price, and leave to learn."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from telegram import Update

from bot.context import BotContext
from bot.handlers.closet.callback_data import (
    AskTyped,
    EditField,
    EditItem,
    Field,
    ForgetTyped,
    SetField,
    ShareCorrections,
    Typed,
)
from bot.handlers.closet.handler import pages_of
from bot.handlers.closet.keyboards import (
    chosen_options,
    consent_keyboard,
    edit_keyboard,
    field_keyboard,
    options_of,
    typed_keyboard,
)
from bot.handlers.closet.pages import ClosetPages
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.owned_records import own_closet_item
from bot.services.closet_items import change_category
from bot.ui.catalogues import capped
from bot.ui.closet_item import MAX_COMMENT_CHARS, item_name
from bot.ui.filters import is_group
from config.taxonomy import COLOUR_HEX, SEASONS
from db.models import ClosetItem, utc_now
from db.queries import closet, closet_uploads
from engine.parsing.money import parse_paid_price

QUESTION_MAX_AGE: Final = timedelta(hours=1)
MAX_COLOURS: Final = 3


async def edit(press: CallbackPress, action: EditItem) -> None:
    """Ask which field is wrong."""
    item = await own_closet_item(press, action.item_id)
    await press.answer()
    await press.set_keyboard(edit_keyboard(item, action.view, press.t))


async def edit_field(press: CallbackPress, action: EditField) -> None:
    """Ask what a field really is."""
    item = await own_closet_item(press, action.item_id)
    several = action.field in {"colours", "seasons"}
    await press.answer(press.t.text("closet.choose_several") if several else None)
    keyboard = field_keyboard(item, action.view, action.field, action.page, press.t)
    await press.set_keyboard(keyboard)


async def set_field(press: CallbackPress, action: SetField) -> None:
    """Take the pressed option; a field with several options stays open for more."""
    item = await own_closet_item(press, action.item_id)
    options = options_of(item, action.field)
    if action.option >= len(options):
        raise ExpiredError
    async with press.services.database.session() as session:
        stored = await closet.item_of(session, press.user_id, item.id)
        if stored is None:
            raise ExpiredError
        change(stored, action.field, options[action.option])
        corrected = bool(closet_uploads.corrections_of(stored))
        ask = corrected and await closet_uploads.consent_of(session, press.user_id) is None
        if ask:
            # Noted before it is asked, so that it is asked once whatever happens.
            await closet_uploads.set_consent(session, press.user_id, shares=False)
    if action.field in {"colours", "seasons"}:
        await press.answer()
        keyboard = field_keyboard(stored, action.view, action.field, 0, press.t)
        await press.set_keyboard(keyboard)
    else:
        await press.answer(press.t.text("closet.said.changed"))
        await pages_of(press).show_item(stored, action.view, press.message_id)
    if ask:
        await pages_of(press).message.show_text(
            press.t.html("closet.consent.ask"), consent_keyboard(press.t)
        )


def change(item: ClosetItem, field: Field, option: str) -> None:
    """Put an option into a field: in place of what was there, or in and out of a few."""
    if field == "category":
        change_category(item, option)
    elif field == "pattern":
        item.pattern = option
    elif field == "fit":
        item.fit = option
    elif field == "warmth":
        item.warmth = int(option)
    elif field == "seasons":
        chosen = set(chosen_options(item, field)) ^ {option}
        item.seasons = [season for season in SEASONS if season in chosen]
    else:
        item.colours = _with_colour(item.colours, option)


def _with_colour(colours: list[Any], name: str) -> list[Any]:
    """Return colours with one more, or without it; the last one stays."""
    if any(colour["name"] == name for colour in colours):
        return [colour for colour in colours if colour["name"] != name] or colours
    kept = colours[: MAX_COLOURS - 1]
    return [*kept, {"name": name, "hex": COLOUR_HEX[name], "share": 1 / (len(kept) + 1)}]


# -- what is typed ----------------------------------------------------------------------------


async def ask_typed(press: CallbackPress, action: AskTyped) -> None:
    """Ask for a comment or a price in words."""
    item = await own_closet_item(press, action.item_id)
    await press.answer()
    t = press.t
    text = (
        t.html("closet.ask.comment", name=item_name(item, t))
        if action.field == "comment"
        else t.html("closet.ask.price", name=item_name(item, t))
    )
    message_id = await pages_of(press).message.show_text(
        text, typed_keyboard(item, action.field, t)
    )
    async with press.services.database.session() as session:
        await closet_uploads.open_question(
            session, press.user_id, item.id, action.field, message_id
        )


async def forget_typed(press: CallbackPress, action: ForgetTyped) -> None:
    """Take the question back; empty the field if that was wished."""
    pages = pages_of(press)
    async with press.services.database.session() as session:
        since = utc_now() - QUESTION_MAX_AGE
        question = await closet_uploads.question_of(session, press.user_id, since=since)
        if question is None or question.item_id != action.item_id:
            raise ExpiredError
        if action.clear:
            await closet.update_item(
                session, press.user_id, question.item_id, **{question.field: None}
            )
        await closet_uploads.close_question(session, press.user_id)
        item = await closet.item_of(session, press.user_id, action.item_id)
    await press.answer()
    if action.clear and item is not None:
        await pages.message.show_text(press.t.html("closet.said.cleared"), None, press.message_id)
        await pages.show_item(item, "all", None)
    else:
        await press.bot.delete_message(press.chat_id, press.message_id)


async def take_words(update: Update, context: BotContext, text: str) -> bool:
    """Take words as the comment or price that was asked for; return whether one was."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    if is_group(message):
        return False
    t, services = context.texts_for(update), context.services
    async with services.database.session() as session:
        since = utc_now() - QUESTION_MAX_AGE
        question = await closet_uploads.question_of(session, user.id, since=since)
        if question is None:
            return False
        value = read_typed("price" if question.field == "price" else "comment", text)
        item = None
        if value is not None:
            item = await closet.update_item(
                session, user.id, question.item_id, **{question.field: value}
            )
            await closet_uploads.close_question(session, user.id)
    if value is None:
        await message.reply_html(t.html("closet.price_unclear"))
    elif item is None:
        await message.reply_html(t.html("closet.gone_words"))
    else:
        await ClosetPages(services, context.bot, user.id, t).show_item(item, "all", None)
    return True


def read_typed(field: Typed, text: str) -> str | int | None:
    """Return what was typed as the field wants it: "3만9천원" is 39,000; None if it is unclear."""
    if field == "comment":
        return capped(text, MAX_COMMENT_CHARS) or None
    return parse_paid_price(text)


# -- leave to learn ---------------------------------------------------------------------------


async def share(press: CallbackPress, action: ShareCorrections) -> None:
    """Note whether we may learn from the person's corrections."""
    pages = pages_of(press)
    async with press.services.database.session() as session:
        await closet_uploads.set_consent(session, press.user_id, shares=action.agreed)
    await press.answer()
    yes, no = press.t.html("closet.consent.yes"), press.t.html("closet.consent.no")
    await pages.message.show_text(yes if action.agreed else no, None, press.message_id)


ROUTES: Final[Routes] = MappingProxyType(
    {
        EditItem: edit,
        EditField: edit_field,
        SetField: set_field,
        AskTyped: ask_typed,
        ForgetTyped: forget_typed,
        ShareCorrections: share,
    }
)
