"""Handle /start, /help and /source."""

from __future__ import annotations

from telegram import LinkPreviewOptions, Update

from bot.context import BotContext
from bot.ui.filters import is_group
from db.queries import people

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def start(update: Update, context: BotContext) -> None:
    """Greet the person and explain the first step."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    t = context.texts_for(update)
    async with context.services.database.session() as session:
        await people.touch_user(session, user.id)
    await message.reply_html(t.html("start", name=user.first_name), do_quote=is_group(message))


async def show_help(update: Update, context: BotContext) -> None:
    """Explain what the bot can do."""
    message = update.effective_message
    assert message is not None
    t = context.texts_for(update)
    text = t.html("help", bot=f"@{context.bot.username}")
    await message.reply_html(text, do_quote=is_group(message))


async def source(update: Update, context: BotContext) -> None:
    """Link to the source of this bot, as its licence demands."""
    message = update.effective_message
    assert message is not None
    t = context.texts_for(update)
    url = context.services.settings.source_url
    await message.reply_html(
        t.html("source", url=url), link_preview_options=_NO_PREVIEW, do_quote=is_group(message)
    )


async def answer_help(update: Update, context: BotContext, text: str) -> None:  # noqa: ARG001
    """Answer a sentence that asks for help."""
    await show_help(update, context)
