"""Sends outfits to one person: composes them, draws their boards, stores what was shown."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, ReplyParameters
from telegram.constants import ChatAction

from bot.context import Services
from bot.conversations.outfit_request.keyboards import (
    OutfitState,
    kept_keyboard,
    outfit_keyboard,
    request_keyboard,
)
from bot.conversations.outfit_request.texts import outfit_caption, request_text
from bot.services.local_time import today_of
from bot.services.outfits.constraints import OutfitConstraints
from bot.services.outfits.keys import PieceKey
from bot.services.outfits.pieces import photo_piece_json
from bot.services.outfits.views import OutfitView, ordered_keys
from bot.ui.catalogues import Html, Texts, capped, join
from bot.ui.keyboards import link_button
from bot.ui.outfit_board.render import render_board
from bot.ui.product_texts import TITLE_CHARS
from config.taxonomy import STYLES
from db.models import OutfitRequest, SavedOutfit
from db.queries import closet, outfits, people
from engine.outfits.composition import ComposeError
from engine.outfits.occasions import OCCASIONS
from engine.parsing.weather import parse_weather
from engine.weather.typed import day_weather


@dataclass(frozen=True, slots=True)
class CoordiTalk:
    """Talks about outfits with one person in one chat."""

    services: Services
    bot: Bot
    user_id: int
    chat_id: int
    t: Texts

    # -- asking -------------------------------------------------------------------------------

    async def begin(self, state: dict[str, Any] | None = None) -> OutfitRequest:
        """Store a new request with sensible defaults; one's own clothes when there are some."""
        async with self.services.database.session() as session:
            await people.touch_user(session, self.user_id)
            owned = await closet.counts_of(session, self.user_id)
            first = {"own_only": sum(owned.values()) > 0}
            return await outfits.open_request(
                session, self.user_id, self.chat_id, first | (state or {})
            )

    async def ask(self, request: OutfitRequest) -> None:
        """Send the question what the outfits are for."""
        wish = await self.wish_of(request)
        message = await self.bot.send_message(
            self.chat_id,
            request_text(wish, self.t),
            reply_markup=request_keyboard(request.id, wish, self.t),
        )
        await self.change(request.id, message_id=message.message_id)

    async def request(self, request_id: int) -> OutfitRequest | None:
        """Return a request of this person in this chat, or None."""
        async with self.services.database.session() as session:
            found = await outfits.request_of(session, self.user_id, request_id)
        return found if found is not None and found.chat_id == self.chat_id else None

    async def change(self, request_id: int, **values: Any) -> OutfitRequest | None:
        """Set columns of a request; `wish` is merged into the stored one."""
        async with self.services.database.session() as session:
            found = await outfits.request_of(session, self.user_id, request_id)
            if found is None:
                return None
            wish = values.pop("wish", {})
            if wish:
                found.wish = {**found.wish, **wish}
            for name, value in values.items():
                setattr(found, name, value)
            await session.flush()
            return found

    async def wish_of(self, request: OutfitRequest) -> OutfitConstraints:
        """Return a stored request as the engine takes it, with the weather of the day."""
        state = request.wish
        async with self.services.database.session() as session:
            day = await today_of(session, self.user_id)
            shown = await outfits.outfits_of_request(session, request.id)
        typed = parse_weather(state["weather"]) if state.get("weather") else None
        if typed is None:
            weather = await self.services.home_weather.day(self.user_id, day)
        else:
            weather = day_weather(typed, day)
        occasion, style = state.get("occasion"), state.get("style")
        return OutfitConstraints(
            occasion=occasion if occasion in OCCASIONS else None,
            style=style if style in STYLES else None,
            own_only=bool(state.get("own_only", True)),
            budget=state.get("budget"),
            weather=weather,
            day=day,
            required=tuple(map(PieceKey.parse, state.get("locked", ()))),
            gender=state.get("gender"),
            shown=tuple(frozenset(ordered_keys(outfit)) for outfit in shown),
        )

    # -- answering ----------------------------------------------------------------------------

    async def answer(self, request: OutfitRequest) -> None:
        """Send two outfits for a request, or say why there is none."""
        await self.bot.send_chat_action(self.chat_id, ChatAction.UPLOAD_PHOTO)
        wish = await self.wish_of(request)
        note: Html | None = None
        try:
            found = await self.services.outfits.suggest(self.user_id, wish)
        except ComposeError as error:
            if not wish.own_only or error.code not in _THIN_CLOSET:
                await self._say_none(error.code, wish)
                return
            # A closet too thin for an outfit is filled up from the shops.
            note = self.t.html("coordi.thin")
            wish = replace(wish, own_only=False, fill_gaps=not wish.required)
            try:
                found = await self.services.outfits.suggest(self.user_id, wish)
            except ComposeError as second:
                await self._say_none(second.code, wish)
                return
        found = await self._with_photos(found)
        numbers = range(1, len(found) + 1) if len(found) > 1 else [None]
        boards = await asyncio.gather(
            *(
                self.services.engine.run(render_board, one, wish.weather, self.t, number=number)
                for one, number in zip(found, numbers, strict=True)
            )
        )
        for place, (outfit, board) in enumerate(zip(found, boards, strict=True)):
            caption = outfit_caption(outfit, self.t, note=note if place == 0 else None)
            await self.send(outfit, board, request.id, caption)
        if note is not None:
            await self._advise_one_purchase(wish)
        elif len(found) == 1:
            await self._tell(self.t.html("coordi.only_one"))

    async def send(
        self,
        outfit: OutfitView,
        board: bytes,
        request_id: int,
        caption: Html,
        *,
        reply: ReplyParameters | None = None,
    ) -> None:
        """Send one outfit and store that it was shown."""
        row = SavedOutfit(
            user_id=self.user_id,
            request_id=request_id,
            closet_items=outfit.closet_ids,
            products=[item.id for item in outfit.products],
            photo_garments=[
                photo_piece_json(one.piece) for one in outfit.pieces if one.key.is_photo
            ],
            occasion=outfit.occasion,
            style=outfit.style,
            score=outfit.score,
        )
        async with self.services.database.session() as session:
            await outfits.add_outfit(session, row)
        state = OutfitState(
            kept=False, liked=None, request_id=request_id, can_wear=bool(outfit.closet_ids)
        )
        message = await self.bot.send_photo(
            self.chat_id,
            board,
            caption=caption,
            reply_markup=outfit_keyboard(row.id, state, self.t),
            reply_parameters=reply,
        )
        async with self.services.database.session() as session:
            stored = await outfits.outfit_of(session, self.user_id, row.id)
            if stored is not None:
                stored.message_id = message.message_id

    async def show_kept(self, place: int) -> None:
        """Send one of the kept outfits, as its garments are now; 0 was kept last."""
        async with self.services.database.session() as session:
            kept = await outfits.saved_outfits(session, self.user_id)
            row = kept[place] if place < len(kept) else None
            liked = None if row is None else await outfits.rating_of(session, self.user_id, row.id)
        if row is None:
            await self._tell(self.t.html("coordi.none_kept"))
            return
        pieces = await self.services.outfits.load_items(self.user_id, row)
        state = OutfitState(
            kept=True,
            liked=liked,
            request_id=row.request_id,
            can_wear=bool(row.closet_items),
        )
        keyboard = kept_keyboard(row.id, state, self.t, place=place, count=len(kept))
        number = self.t.html("coordi.kept_number", number=place + 1, count=len(kept))
        if not pieces:
            await self._tell(join("\n", [number, self.t.html("coordi.gone")]), keyboard)
            return
        stored = OutfitView(tuple(pieces), row.score, (), row.occasion, row.style, None)
        [outfit] = await self._with_photos([stored])
        board = await self.services.engine.run(render_board, outfit, None, self.t)
        await self.bot.send_photo(
            self.chat_id,
            board,
            caption=outfit_caption(outfit, self.t, note=number),
            reply_markup=keyboard,
        )

    async def _with_photos(self, found: Sequence[OutfitView]) -> list[OutfitView]:
        fetch = self.services.file_fetcher(self.bot)
        return await self.services.outfits.add_photo_pictures(found, fetch)

    async def _advise_one_purchase(self, wish: OutfitConstraints) -> None:
        """Say which one product would add most to the closet."""
        item = await self.services.outfits.best_addition(self.user_id, wish)
        if item is None:
            return
        row = link_button(self.t.text("coordi.button.open"), item.url)
        await self._tell(
            self.t.html(
                "coordi.one_purchase",
                title=capped(item.title, TITLE_CHARS),
                price=self.t.price(item.price, item.currency),
                shop=capped(item.shop, TITLE_CHARS),
            ),
            InlineKeyboardMarkup([row]) if row else None,
        )

    async def _say_none(self, code: str, wish: OutfitConstraints) -> None:
        code = "outfit_no_other" if wish.shown and code in _THIN_CLOSET else code
        await self._tell(Html(self.t.label("coordi.none", code)))

    async def _tell(self, text: Html, keyboard: InlineKeyboardMarkup | None = None) -> None:
        await self.bot.send_message(self.chat_id, text, reply_markup=keyboard)


_THIN_CLOSET = frozenset({"outfit_empty", "outfit_no_top", "outfit_no_bottom", "outfit_locked"})
"""Why there is no outfit of one's own clothes where products would help."""
