"""Sends outfits to one person: composes them, draws their boards, stores what was shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from telegram import Bot, InlineKeyboardMarkup, ReplyParameters
from telegram.constants import ChatAction

from bot.context import Services
from bot.conversations.outfit_request.keyboards import (
    OutfitState,
    kept_keyboard,
    outfit_keyboard,
)
from bot.conversations.outfit_request.texts import outfit_caption
from bot.services.outfits.constraints import OutfitConstraints
from bot.services.outfits.pieces import photo_piece_json
from bot.services.outfits.views import OutfitView
from bot.ui.catalogues import Html, Texts, capped, join
from bot.ui.keyboards import link_button
from bot.ui.outfit_board.render import render_board
from bot.ui.product_texts import TITLE_CHARS
from db.models import SavedOutfit
from db.queries import outfits
from engine.outfits.composition import ComposeError


@dataclass(frozen=True, slots=True)
class OutfitSender:
    """Sends outfits to one person in one chat, and stores what was shown."""

    services: Services
    bot: Bot
    user_id: int
    chat_id: int
    t: Texts

    async def send_outfits(
        self, request_id: int, load_constraints: Callable[[], Awaitable[OutfitConstraints]]
    ) -> None:
        """Send outfits for a request, or the reason why there are none.

        Args:
            request_id: the request.
            load_constraints: called after the chat shows that something is on its way.
        """
        await self.bot.send_chat_action(self.chat_id, ChatAction.UPLOAD_PHOTO)
        constraints = await load_constraints()
        note: Html | None = None
        try:
            found = await self.services.outfits.suggest(self.user_id, constraints)
        except ComposeError as error:
            if not constraints.own_only or error.code not in _THIN_CLOSET:
                await self._send_none(error.code, constraints)
                return
            # A closet too thin for an outfit is filled up from the shops.
            note = self.t.html("coordi.thin")
            constraints = replace(constraints, own_only=False, fill_gaps=not constraints.required)
            try:
                found = await self.services.outfits.suggest(self.user_id, constraints)
            except ComposeError as second:
                await self._send_none(second.code, constraints)
                return
        await self._send_boards(request_id, found, constraints, note)
        if note is not None:
            await self._recommend_purchase(constraints)
        elif len(found) == 1:
            await self._send(self.t.html("coordi.only_one"))

    async def _send_boards(
        self,
        request_id: int,
        found: Sequence[OutfitView],
        constraints: OutfitConstraints,
        note: Html | None,
    ) -> None:
        """Send outfits as pictures; a note goes before the first caption."""
        pictured = await self._with_photos(found)
        numbers = range(1, len(pictured) + 1) if len(pictured) > 1 else [None]
        boards = await asyncio.gather(
            *(
                self.services.engine.run(
                    render_board, outfit, constraints.weather, self.t, number=number
                )
                for outfit, number in zip(pictured, numbers, strict=True)
            )
        )
        for index, (outfit, board) in enumerate(zip(pictured, boards, strict=True)):
            caption = outfit_caption(outfit, self.t, note=note if index == 0 else None)
            await self.send(outfit, board, request_id, caption)

    async def send(
        self,
        outfit: OutfitView,
        board: bytes,
        request_id: int,
        caption: Html,
        *,
        reply: ReplyParameters | None = None,
    ) -> None:
        """Send one outfit, and store that it was shown."""
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
            caption=caption or None,  # without reasons and products there is nothing to say
            reply_markup=outfit_keyboard(row.id, state, self.t),
            reply_parameters=reply,
        )
        async with self.services.database.session() as session:
            stored = await outfits.outfit_of(session, self.user_id, row.id)
            if stored is not None:
                stored.message_id = message.message_id

    async def show_kept(self, place: int) -> None:
        """Send one of the kept outfits, as its garments are now; the newest has place 0."""
        async with self.services.database.session() as session:
            kept = await outfits.saved_outfits(session, self.user_id)
            row = kept[place] if place < len(kept) else None
            liked = None if row is None else await outfits.rating_of(session, self.user_id, row.id)
        if row is None:
            await self._send(self.t.html("coordi.none_kept"))
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
            await self._send(join("\n", [number, self.t.html("coordi.gone")]), keyboard)
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

    async def _recommend_purchase(self, constraints: OutfitConstraints) -> None:
        """Send the product that would add most to the closet, if there is one."""
        item = await self.services.outfits.best_addition(self.user_id, constraints)
        if item is None:
            return
        row = link_button(self.t.text("coordi.button.open"), item.url)
        await self._send(
            self.t.html(
                "coordi.one_purchase",
                title=capped(item.title, TITLE_CHARS),
                price=self.t.price(item.price, item.currency),
                shop=capped(item.shop, TITLE_CHARS),
            ),
            InlineKeyboardMarkup([row]) if row else None,
        )

    async def _send_none(self, code: str, constraints: OutfitConstraints) -> None:
        code = "outfit_no_other" if constraints.shown and code in _THIN_CLOSET else code
        await self._send(Html(self.t.label("coordi.none", code)))

    async def _send(self, text: Html, keyboard: InlineKeyboardMarkup | None = None) -> None:
        await self.bot.send_message(self.chat_id, text, reply_markup=keyboard)


_THIN_CLOSET = frozenset({"outfit_empty", "outfit_no_top", "outfit_no_bottom", "outfit_locked"})
"""Reasons for having no outfit of own clothes where products help."""
