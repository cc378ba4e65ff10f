"""Declare what a feature adds to the bot: commands, buttons, text, jobs, background work.

Every folder `bot/handlers/<feature>/` has a module `feature` with one `FEATURE`. The application,
the routers, the command menu, start-up and the job queue read these declarations and name no
feature; `bot.routing.feature_set` merges and checks them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, Final, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update
from telegram.ext import BaseHandler

from bot.context import BotContext
from bot.routing.callback_press import Route
from bot.ui.callback_data import CallbackData
from engine.parsing.intents import Intent

Callback: TypeAlias = Callable[[Update, BotContext], Coroutine[Any, Any, None]]
"""Handles an update, as python-telegram-bot calls it."""

Task: TypeAlias = Callable[[BotContext], Awaitable[object]]
"""Does work that no update asked for; the context has the services, the bot and `bot_data`."""


class Phase(IntEnum):
    """When an update handler gets an update."""

    OBSERVE = 0
    """Before everything else, and without keeping the update from other handlers."""
    HANDLE = 1
    """After the commands, before free text and messages that the bot cannot read."""


class Priority(IntEnum):
    """Bands of priorities, smaller first; a feature adds an offset to have one of its own.

    Questions that end as soon as the person does something else come before dialogs that stay
    open: where one is open, it is the latest.
    """

    REPLY = 100
    """The message points to another message."""
    QUESTION = 200
    """A short question is open, which ends with the next thing that the person does."""
    DIALOG = 300
    """A guided dialog is open."""
    UPLOAD = 400
    """Photos are being collected."""
    INTENT = 500
    """A sentence asks for a feature; `Feature.intents` are answered here."""
    FALLBACK = 900
    """Nobody else has consumed the message."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    Attributes:
        menu_position: where it stands in Telegram's command menu, smaller first; None if it is
            not listed. Its description is the sentence `command.<name>`.
    """

    name: str
    callback: Callback
    menu_position: int | None = None


@dataclass(frozen=True, slots=True)
class UpdateHandler:
    """A handler of updates that are neither commands nor buttons nor free text."""

    handler: BaseHandler[Any, BotContext, Any]
    phase: Phase = Phase.HANDLE


@dataclass(frozen=True, slots=True)
class TextConsumer:
    """Offers free text to a feature.

    Attributes:
        consume: handles the text, or returns False to leave it to the next consumer.
    """

    priority: int
    consume: Callable[[Update, BotContext, str], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class PictureConsumer:
    """Offers a picture that somebody sends to a feature, before it is answered.

    Attributes:
        consume: gets the `file_id` of the picture; handles it, or returns False to leave it to
            the next consumer.
    """

    priority: int
    consume: Callable[[Update, BotContext, str], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class UpdateConsumer:
    """Offers an update to a feature: a message of an unsupported kind, or /cancel.

    Attributes:
        consume: handles the update, or returns False to leave it to the next consumer.
    """

    priority: int
    consume: Callable[[Update, BotContext], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class PendingQuestion:
    """A short question, asked in private, that ends when the person does anything else.

    Attributes:
        is_open: whether one that was asked after a moment is open for a person.
        end: ends those of a person.
    """

    is_open: Callable[[AsyncSession, int, datetime], Awaitable[bool]]
    end: Callable[[AsyncSession, int], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class IntentAnswer:
    """Answers a sentence that asks for a feature ("내일 날씨 어때?").

    Attributes:
        answer: gets the text without the bot's name.
        may_filter: whether the sentence may also have product filters, such as a price, if it
            names no kind of garment; other sentences with filters narrow a product list.
    """

    intent: Intent
    answer: Callable[[Update, BotContext, str], Awaitable[None]]
    may_filter: bool = False


RESUME_MAX_AGE: Final = timedelta(hours=1)
"""Older work is not taken up at start: after a longer outage nobody waits for it any more."""


@dataclass(frozen=True, slots=True)
class Resumption:
    """Takes up at start what was unfinished when the bot stopped.

    Attributes:
        log_message: has `%d` for how many were taken up; logged if there were any.
        resume: returns how many were taken up.
    """

    log_message: str
    resume: Callable[[BotContext], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class PeriodicJob:
    """Runs again and again; the first time one interval after the start, never twice at once."""

    name: str
    interval: timedelta
    run: Task


@dataclass(frozen=True, slots=True)
class BackgroundTask:
    """Runs while updates are received; restarted when it fails, cancelled and awaited at the end.

    A task that returns is finished.
    """

    name: str
    run: Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """All that a feature adds to the bot. Its sentences lie in `locales/` beside its modules.

    Attributes:
        name: of its folder.
        callback_routes: who carries out a button, by the type of its callback data.
        unsupported_consumers: are offered messages that are neither text, picture nor command.
        cancellations: are offered /cancel.
        start_hooks: awaited before anything is resumed or received.
    """

    name: str
    commands: tuple[Command, ...] = ()
    update_handlers: tuple[UpdateHandler, ...] = ()
    callback_routes: Mapping[type[CallbackData], Route] = field(default_factory=dict)
    text_consumers: tuple[TextConsumer, ...] = ()
    picture_consumers: tuple[PictureConsumer, ...] = ()
    unsupported_consumers: tuple[UpdateConsumer, ...] = ()
    cancellations: tuple[UpdateConsumer, ...] = ()
    pending_questions: tuple[PendingQuestion, ...] = ()
    intents: tuple[IntentAnswer, ...] = ()
    start_hooks: tuple[Task, ...] = ()
    resumptions: tuple[Resumption, ...] = ()
    periodic_jobs: tuple[PeriodicJob, ...] = ()
    background_tasks: tuple[BackgroundTask, ...] = ()
