"""Handle /privacy, /export and /delete_me: the data that is stored of a person."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from telegram import InlineKeyboardMarkup, InputFile, Update

from bot.context import BotContext
from bot.handlers.account.callback_data import DeleteEverything, SwitchLearning
from bot.handlers.account.keyboards import delete_keyboard, learning_keyboard
from bot.handlers.account.texts import retention_text
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.private_chat import private_only, require_private
from bot.ui.filters import is_group
from db.queries import closet_uploads, people, personal_data

_ARCHIVE_BYTES: Final = 45_000_000
"""Telegram takes documents of up to 50 MB from bots."""


async def show_privacy(update: Update, context: BotContext) -> None:
    """Explain what is stored, for how long, and how to export and delete it."""
    message = update.effective_message
    assert message is not None
    t = context.texts_for(update)
    retention = timedelta(hours=context.services.settings.photo.retention_hours)
    text = t.html("privacy", retention=retention_text(retention, t))
    await message.reply_html(
        text, do_quote=is_group(message), reply_markup=await _learning_switch(update, context)
    )


async def _learning_switch(update: Update, context: BotContext) -> InlineKeyboardMarkup | None:
    """Return the switch of learning from a closet; None if the person was never asked about it."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None or is_group(message):
        return None
    async with context.services.database.session() as session:
        shares = await closet_uploads.consent_of(session, user.id)
    return None if shares is None else learning_keyboard(context.texts_for(update), shares=shares)


async def switch_learning(press: CallbackPress, action: SwitchLearning) -> None:
    """Store whether the person's corrections may be learned from, and show the other choice."""
    require_private(press)
    async with press.services.database.session() as session:
        await people.touch_user(session, press.user_id)
        await closet_uploads.set_consent(session, press.user_id, shares=action.agreed)
    t = press.t
    yes, no = t.text("closet.said.learning"), t.text("closet.said.not_learning")
    await press.answer(yes if action.agreed else no)
    await press.set_keyboard(learning_keyboard(t, shares=action.agreed))


@private_only
async def export(update: Update, context: BotContext) -> None:
    """Send the person all that is stored of them: a JSON document, and archives of pictures."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    t, services = context.texts_for(update), context.services
    async with services.database.session() as session:
        data = await personal_data.export_user(session, user.id)
    files = await services.engine.run(_as_files, data)
    for number, (name, content) in enumerate(files):
        caption = t.text("export.here") if number == 0 else None
        await message.reply_document(
            InputFile(content, filename=name), caption=caption, parse_mode=None
        )


def _as_files(data: dict[str, Any]) -> list[tuple[str, bytes]]:
    """Return the names and contents of the files of an export."""
    pictures = []
    for row in data["closet_pictures"]:
        row["file"] = f"closet/{row['item_id']}-{row['kind']}.webp"
        pictures.append((row["file"], bytes.fromhex(row.pop("webp"))))
    text = json.dumps(data, ensure_ascii=False, indent=2).encode()
    return [("coordi-export.json", text), *_archives(pictures)]


def _archives(pictures: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Return the names and contents of ZIP archives of pictures, each within Telegram's limit."""
    parts: list[list[tuple[str, bytes]]] = []
    free_bytes = 0
    for name, content in pictures:
        if not parts or len(content) > free_bytes:
            parts.append([])
            free_bytes = _ARCHIVE_BYTES
        parts[-1].append((name, content))
        free_bytes -= len(content)
    archives = []
    for number, part in enumerate(parts, 1):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for name, content in part:
                archive.writestr(name, content)
        archives.append((f"coordi-closet-{number}.zip", buffer.getvalue()))
    return archives


@private_only
async def ask_delete(update: Update, context: BotContext) -> None:
    """Ask for confirmation before everything is deleted."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    t = context.texts_for(update)
    await message.reply_html(t.html("delete.sure"), reply_markup=delete_keyboard(user.id, t))


async def delete(press: CallbackPress, action: DeleteEverything) -> None:
    """Delete all data of the person, including photos that wait for their answer."""
    if action.user_id != press.user_id or not press.is_private:
        raise ExpiredError
    await press.answer()
    if not action.sure:
        await press.set_text(press.t.html("delete.kept"))
        return
    await press.services.photo_queue.cancel(press.user_id)
    async with press.services.database.session() as session:
        await personal_data.delete_user(session, press.user_id)
    press.services.set_language(press.user_id, None)
    await press.set_text(press.t.html("delete.done"))


ROUTES: Final[Routes] = MappingProxyType(
    {
        DeleteEverything: delete,
        SwitchLearning: switch_learning,
    }
)
