"""/start, /help, /source, and commands that do not exist."""

from __future__ import annotations

from telegram import LinkPreviewOptions, Update
from telegram.ext import MessageHandler, filters

from bot.context import BotApplication, BotContext
from bot.routing.command import command
from bot.ui.filters import ADDRESSED, is_group
from db.queries import people

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def start(update: Update, context: BotContext) -> None:
    """Greet, and say what to do first."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    t = context.texts_for(update)
    async with context.services.database.session() as session:
        await people.touch_user(session, user.id)
    await message.reply_html(t.html("start", name=user.first_name), do_quote=is_group(message))


async def show_help(update: Update, context: BotContext) -> None:
    """Say all that the bot can do."""
    message = update.effective_message
    assert message is not None
    t = context.texts_for(update)
    text = t.html("help", bot=f"@{context.bot.username}")
    await message.reply_html(text, do_quote=is_group(message))


async def source(update: Update, context: BotContext) -> None:
    """Say where the source of this bot is, as its licence asks."""
    message = update.effective_message
    assert message is not None
    t = context.texts_for(update)
    url = context.services.settings.source_url
    await message.reply_html(
        t.html("source", url=url), link_preview_options=_NO_PREVIEW, do_quote=is_group(message)
    )


async def unknown(update: Update, context: BotContext) -> None:
    """Say that there is no such command."""
    message = update.effective_message
    assert message is not None
    t = context.texts_for(update)
    await message.reply_html(t.html("command.unknown"), do_quote=is_group(message))


def register(application: BotApplication) -> None:
    """Add the handlers of these commands."""
    application.add_handler(command("start", start))
    application.add_handler(command("help", show_help))
    application.add_handler(command("source", source))


def register_unknown(application: BotApplication) -> None:
    """Add the handler of all other commands; it must come after them."""
    application.add_handler(MessageHandler(filters.COMMAND & ADDRESSED, unknown))
