"""Asks what outfits are for, in one chat: the page of a request, and the texts that it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Bot

from bot.context import Services
from bot.conversations.outfit_request.keyboards import request_keyboard
from bot.conversations.outfit_request.sender import OutfitSender
from bot.conversations.outfit_request.state import RequestState, Step
from bot.conversations.outfit_request.storage import OutfitRequestStore
from bot.conversations.outfit_request.texts import request_text
from bot.conversations.runner import DialogRunner, Reply
from bot.conversations.turn import Note, Option, Turn
from bot.routing.callback_press import CallbackPress
from bot.services.local_time import today_of
from bot.services.outfits.constraints import OutfitConstraints
from bot.services.outfits.keys import PieceKey
from bot.services.outfits.views import ordered_keys
from bot.ui.catalogues import Texts
from config.taxonomy import STYLES
from db.models import OutfitRequest
from db.queries import closet, outfits, people
from engine.outfits.occasions import OCCASIONS
from engine.parsing.weather import parse_weather
from engine.weather.typed import day_weather


@dataclass(frozen=True, slots=True)
class OutfitConversation:
    """Outfit requests of one person in one chat."""

    services: Services
    bot: Bot
    user_id: int
    chat_id: int
    t: Texts

    @classmethod
    def of_press(cls, press: CallbackPress) -> OutfitConversation:
        """Return the requests of who pressed a button, in the chat of the button."""
        return cls(press.services, press.bot, press.user_id, press.chat_id, press.t)

    @property
    def dialog(self) -> DialogRunner[RequestState]:
        """The runner of the question for something typed."""
        store = OutfitRequestStore(self.services.database)
        return DialogRunner(store, _RequestPresenter(self), self.bot, self.user_id, self.t.language)

    @property
    def sender(self) -> OutfitSender:
        """Sends outfits to the chat."""
        return OutfitSender(self.services, self.bot, self.user_id, self.chat_id, self.t)

    async def begin(self, wish: Mapping[str, Any] | None = None) -> OutfitRequest:
        """Store a new request; without a choice it is for own clothes if there are any."""
        async with self.services.database.session() as session:
            await people.touch_user(session, self.user_id)
            counts = await closet.counts_of(session, self.user_id)
            default = {"own_only": sum(counts.values()) > 0}
            return await outfits.open_request(
                session, self.user_id, self.chat_id, {**default, **(wish or {})}
            )

    async def find(self, request_id: int) -> OutfitRequest | None:
        """Return a request of this person in this chat, or None."""
        async with self.services.database.session() as session:
            request = await outfits.request_of(session, self.user_id, request_id)
        return request if request is not None and request.chat_id == self.chat_id else None

    async def change(
        self, request_id: int, wish: Mapping[str, Any], *, stop_waiting: bool = False
    ) -> OutfitRequest | None:
        """Merge constraints into a request; None if it is deleted or somebody else's.

        Args:
            request_id: the request.
            wish: the constraints that change.
            stop_waiting: whether nothing typed is expected any more.
        """
        async with self.services.database.session() as session:
            request = await outfits.request_of(session, self.user_id, request_id)
            if request is None:
                return None
            if wish:
                request.wish = {**request.wish, **wish}
            if stop_waiting:
                request.asks = None
            await session.flush()
            return request

    async def send_page(self, request: OutfitRequest) -> None:
        """Send the question what the outfits are for."""
        constraints = await self.constraints_of(request)
        message = await self.bot.send_message(
            self.chat_id,
            request_text(constraints, self.t),
            reply_markup=request_keyboard(request.id, constraints, self.t),
        )
        async with self.services.database.session() as session:
            stored = await outfits.request_of(session, self.user_id, request.id)
            if stored is not None:
                stored.message_id = message.message_id

    async def send_outfits(self, request: OutfitRequest) -> None:
        """Send outfits for a request, or the reason why there are none."""
        await self.sender.send_outfits(request.id, lambda: self.constraints_of(request))

    async def constraints_of(self, request: OutfitRequest) -> OutfitConstraints:
        """Return the constraints of a stored request, with the weather of the day."""
        wish = request.wish
        async with self.services.database.session() as session:
            day = await today_of(session, self.user_id)
            shown = await outfits.outfits_of_request(session, request.id)
        typed = parse_weather(wish["weather"]) if wish.get("weather") else None
        if typed is None:
            weather = await self.services.home_weather.day(self.user_id, day)
        else:
            weather = day_weather(typed, day)
        occasion, style = wish.get("occasion"), wish.get("style")
        return OutfitConstraints(
            occasion=occasion if occasion in OCCASIONS else None,
            style=style if style in STYLES else None,
            own_only=bool(wish.get("own_only", True)),
            budget=wish.get("budget"),
            weather=weather,
            day=day,
            required=tuple(map(PieceKey.parse, wish.get("locked", ()))),
            gender=wish.get("gender"),
            shown=tuple(frozenset(ordered_keys(outfit)) for outfit in shown),
        )


@dataclass(frozen=True, slots=True)
class _RequestPresenter:
    """Texts of the question for something typed."""

    conversation: OutfitConversation

    def question(self, dialog_id: int, state: RequestState, note: Note | None) -> Reply:  # noqa: ARG002 - it has no buttons
        """Return the question, or why an answer could not stand."""
        t = self.conversation.t
        if state.step is Step.WEATHER:
            weather = t.html("coordi.type_weather")
            return Reply(weather if note is None else t.html("coordi.bad_weather"))
        budget = t.html("coordi.type_budget")
        return Reply(budget if note is None else t.html("coordi.bad_budget"))

    def answered(
        self,
        before: RequestState,  # noqa: ARG002
        turn: Turn[RequestState],  # noqa: ARG002
        option: Option | None,  # noqa: ARG002
    ) -> Reply | None:
        """Return None: the page that follows shows the answer."""
        return None

    def cancelled(self) -> Reply:
        """Return what to say when the person has ended the question."""
        return Reply(self.conversation.t.html("question.ended"))

    async def finish(self, state: RequestState) -> None:
        """Send the page of the request with the new constraint."""
        request = await self.conversation.find(state.request_id)
        if request is not None:
            await self.conversation.send_page(request)
