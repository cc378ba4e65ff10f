"""Correct a garment: options of its fields, typed comment and price, consent to learn."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from telegram import Update

from bot.context import BotContext
from bot.conversations.closet_item.state import ItemState, Step
from bot.conversations.closet_item.storage import QUESTION_MAX_AGE
from bot.conversations.closet_item.transitions import apply_text
from bot.handlers.closet.callback_data import (
    AskTyped,
    EditField,
    EditItem,
    Field,
    ForgetTyped,
    SetField,
    ShareCorrections,
)
from bot.handlers.closet.handler import pages_of
from bot.handlers.closet.item_dialog import item_dialog
from bot.handlers.closet.keyboards import (
    chosen_options,
    consent_keyboard,
    edit_keyboard,
    field_keyboard,
    options_of,
)
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.owned_records import own_closet_item
from bot.services.closet_items import change_category
from bot.ui.filters import is_group
from config.taxonomy import COLOUR_HEX, SEASONS
from db.models import ClosetItem, utc_now
from db.queries import closet, closet_uploads

MAX_COLOURS: Final = 3


async def edit(press: CallbackPress, action: EditItem) -> None:
    """Show the fields of a garment to correct."""
    item = await own_closet_item(press, action.item_id)
    await press.answer()
    await press.set_keyboard(edit_keyboard(item, action.view, press.t))


async def edit_field(press: CallbackPress, action: EditField) -> None:
    """Show the options of a field."""
    item = await own_closet_item(press, action.item_id)
    several = action.field in {"colours", "seasons"}
    await press.answer(press.t.text("closet.choose_several") if several else None)
    keyboard = field_keyboard(item, action.view, action.field, action.page, press.t)
    await press.set_keyboard(keyboard)


async def set_field(press: CallbackPress, action: SetField) -> None:
    """Set a field to an option; a field with several values stays open for more.

    The first correction asks for consent to learn from corrections.
    """
    item = await own_closet_item(press, action.item_id)
    options = options_of(item, action.field)
    if action.option >= len(options):
        raise ExpiredError
    async with press.services.database.session() as session:
        stored = await closet.item_of(session, press.user_id, item.id)
        if stored is None:
            raise ExpiredError
        set_option(stored, action.field, options[action.option])
        is_corrected = bool(closet_uploads.corrections_of(stored))
        must_ask = is_corrected and await closet_uploads.consent_of(session, press.user_id) is None
        if must_ask:
            # Stored before it is asked, so that it is asked once whatever happens.
            await closet_uploads.set_consent(session, press.user_id, shares=False)
    if action.field in {"colours", "seasons"}:
        await press.answer()
        keyboard = field_keyboard(stored, action.view, action.field, 0, press.t)
        await press.set_keyboard(keyboard)
    else:
        await press.answer(press.t.text("closet.said.changed"))
        await pages_of(press).show_item(stored, action.view, press.message_id)
    if must_ask:
        await pages_of(press).message.show_text(
            press.t.html("closet.consent.ask"), consent_keyboard(press.t)
        )


def set_option(item: ClosetItem, field: Field, option: str) -> None:
    """Set a field to an option; in a field with several values, add or remove it."""
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
    """Return colours with one added, or removed unless it is the last."""
    if any(colour["name"] == name for colour in colours):
        return [colour for colour in colours if colour["name"] != name] or colours
    kept = colours[: MAX_COLOURS - 1]
    return [*kept, {"name": name, "hex": COLOUR_HEX[name], "share": 1 / (len(kept) + 1)}]


# -- typed values ----------------------------------------------------------------------------


async def ask_typed(press: CallbackPress, action: AskTyped) -> None:
    """Ask for a comment or a price to be typed."""
    item = await own_closet_item(press, action.item_id)
    await press.answer()
    dialog = item_dialog(press.services, press.bot, press.user_id, press.t, item)
    await dialog.begin(ItemState(item.id, Step(action.field)))


async def forget_typed(press: CallbackPress, action: ForgetTyped) -> None:
    """Delete the open question; `clear` also empties the field."""
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


async def consume_text(update: Update, context: BotContext, text: str) -> bool:
    """Consume a text as the comment or price that was asked for."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    if is_group(message):
        return False
    dialog = item_dialog(context.services, context.bot, user.id, context.texts_for(update))
    current = await dialog.open()
    if current is None:
        return False
    await dialog.consume(current, apply_text(current.state, text))
    return True


# -- consent to learn ---------------------------------------------------------------------------


async def share(press: CallbackPress, action: ShareCorrections) -> None:
    """Store whether the person's corrections may be learned from."""
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
