"""What the account feature adds to the bot: help, language, privacy, small talk, blocking."""

from __future__ import annotations

from typing import Final

from telegram.constants import ChatType

from bot.handlers.account import help as help_
from bot.handlers.account import language, membership, privacy, small_talk
from bot.routing.feature import Command, Feature, IntentAnswer, UpdateHandler
from bot.routing.membership import MembershipHandler
from engine.parsing.intents import Intent

FEATURE: Final = Feature(
    name="account",
    commands=(
        Command("start", help_.start, menu_position=10),
        Command("help", help_.show_help, menu_position=20),
        Command("lang", language.choose_language, menu_position=150),
        Command("privacy", privacy.show_privacy, menu_position=160),
        Command("export", privacy.export, menu_position=170),
        Command("delete_me", privacy.ask_delete, menu_position=180),
        Command("source", help_.source, menu_position=190),
    ),
    update_handlers=(
        UpdateHandler(MembershipHandler(membership.on_membership, {ChatType.PRIVATE})),
    ),
    callback_routes={**language.ROUTES, **privacy.ROUTES},
    intents=(
        IntentAnswer(Intent.HELP, help_.answer_help),
        IntentAnswer(Intent.GREETING, small_talk.greet),
        IntentAnswer(Intent.THANKS, small_talk.thank),
        IntentAnswer(Intent.COMPLAINT, small_talk.apologise),
    ),
)
