"""Which handler gets an update is decided by declared phases, not by the order of imports."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.application import add_handlers
from bot.context import BotContext
from bot.routing.feature import Command, Feature, Phase, UpdateHandler
from bot.routing.feature_set import FEATURES, FeatureSet
from tests.support.bot import Bot


def recording(calls: list[str], name: str) -> Any:
    async def record(_update: Update, _context: BotContext) -> None:
        calls.append(name)

    return record


def feature(name: str, calls: list[str]) -> Feature:
    observer = MessageHandler(filters.ALL, recording(calls, f"{name} observes"))
    location = MessageHandler(filters.LOCATION, recording(calls, f"{name} handles"))
    return Feature(
        name=name,
        commands=(Command(name, recording(calls, f"/{name}")),),
        update_handlers=(UpdateHandler(location), UpdateHandler(observer, Phase.OBSERVE)),
    )


async def test_every_observer_sees_what_one_handler_handles(bot: Bot) -> None:
    calls: list[str] = []
    application = bot.application
    for group, handlers in list(application.handlers.items()):
        for handler in list(handlers):
            application.remove_handler(handler, group)
    features = FeatureSet([feature("one", calls), feature("two", calls)])
    application.bot_data[FEATURES] = features
    add_handlers(application, features)
    person = bot.telegram.person("민지", language_code="ko")
    await person.say("/two")
    await person.send_location(37.5, 127.0)
    await person.say("/three")
    await person.wait_for("그런 명령은 없어요")
    assert calls == [
        *("one observes", "two observes", "/two"),
        *("one observes", "two observes", "one handles"),
        *("one observes", "two observes"),
    ]
