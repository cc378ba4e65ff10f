"""Handle /coordi, and typed answers to the questions of an outfit request."""

from __future__ import annotations

from telegram import Update

from bot.context import BotContext
from bot.conversations.outfit_request.conversation import OutfitConversation
from bot.conversations.outfit_request.transitions import apply_text, parse_request
from bot.routing.private_chat import private_only
from bot.ui.filters import is_group
from db.queries import outfits


def _conversation_of(update: Update, context: BotContext) -> OutfitConversation:
    user, chat = update.effective_user, update.effective_chat
    assert user is not None
    assert chat is not None
    t = context.texts_for(update)
    return OutfitConversation(context.services, context.bot, user.id, chat.id, t)


async def start(update: Update, context: BotContext) -> None:
    """Ask what the outfits are for; text after the command may answer that."""
    await start_with(update, context, " ".join(context.args or []))


@private_only
async def start_with(update: Update, context: BotContext, text: str) -> None:
    """Send outfits if the text says what they are for, else ask."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    conversation = _conversation_of(update, context)
    wish = parse_request(text)
    request = await conversation.begin(wish)
    if "occasion" in wish or "style" in wish:
        await conversation.send_outfits(request)
    else:
        await conversation.send_page(request)


async def consume_text(update: Update, context: BotContext, text: str) -> bool:
    """Consume a text as the weather or the budget that was asked for."""
    message = update.effective_message
    assert message is not None
    if is_group(message):
        return False
    dialog = _conversation_of(update, context).dialog
    current = await dialog.open()
    if current is None:
        return False
    turn = apply_text(current.state, text)
    if not turn.understood:
        async with context.services.database.session() as session:
            await outfits.stop_waiting(session, dialog.user_id)
        return False
    await dialog.consume(current, turn)
    return True
