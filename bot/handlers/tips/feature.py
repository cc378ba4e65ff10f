"""What the tips feature adds to the bot: daily tips for people, groups and channels."""

from __future__ import annotations

from typing import Final

from telegram.constants import ChatType
from telegram.ext import MessageHandler, filters

from bot.context import BotContext
from bot.handlers.tips import background, channel, handler, outfit_buttons, subscribe
from bot.handlers.tips.conversation import resume_subscription_dialogs
from bot.routing.feature import (
    BackgroundTask,
    Command,
    Feature,
    PeriodicJob,
    Priority,
    Resumption,
    TextConsumer,
    UpdateConsumer,
    UpdateHandler,
)
from bot.routing.membership import MembershipHandler

_LOCATION: Final = filters.LOCATION & filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
_SHARED_CHATS: Final = frozenset({ChatType.GROUP, ChatType.SUPERGROUP, ChatType.CHANNEL})


async def _resume(context: BotContext) -> int:
    return await resume_subscription_dialogs(context.services, context.bot)


FEATURE: Final = Feature(
    name="tips",
    commands=(
        Command("subscribe", subscribe.start, menu_position=90),
        Command("tips", handler.show, menu_position=100),
        Command("channel", channel.start, menu_position=110),
    ),
    update_handlers=(
        UpdateHandler(MessageHandler(_LOCATION, subscribe.on_location)),
        UpdateHandler(MembershipHandler(channel.on_membership, _SHARED_CHATS)),
    ),
    callback_routes={
        **channel.ROUTES,
        **handler.ROUTES,
        **outfit_buttons.ROUTES,
        **subscribe.ROUTES,
    },
    text_consumers=(TextConsumer(Priority.DIALOG, subscribe.consume_text),),
    cancellations=(UpdateConsumer(Priority.DIALOG, subscribe.cancel_open),),
    resumptions=(Resumption("going on with %d dialogs about tips", _resume),),
    periodic_jobs=(
        PeriodicJob(
            "waking the tip dispatcher", background.WAKE_INTERVAL, background.wake_dispatcher
        ),
        PeriodicJob("composing tips ahead", background.COMPOSE_INTERVAL, background.compose_ahead),
        PeriodicJob("purging old tips", background.PURGE_INTERVAL, background.purge_old),
    ),
    background_tasks=(BackgroundTask("sending tips", background.send_tips),),
)
