"""Sends what the size dialog leads to: a size with products, a stored purchase, the profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from telegram import Bot, InlineKeyboardMarkup
from telegram.constants import ChatAction

from bot.context import Services
from bot.conversations.runner import DialogRunner, resume
from bot.conversations.size.presenter import size_dialog
from bot.conversations.size.state import Goal, SizeState, begin_size
from bot.conversations.size.storage import size_store
from bot.conversations.size.texts import note_text
from bot.conversations.turn import Note
from bot.handlers.size.advice_texts import advice_text, chart_table, peer_bars, products_text
from bot.handlers.size.keyboards import products_keyboard, profile_keyboard, result_keyboard
from bot.handlers.size.pictures import draw_size
from bot.handlers.size.profile_texts import profile_text, worn_text
from bot.services.catalogue import Item
from bot.services.size_advice import (
    Advice,
    SizeTag,
    advise,
    facts_of,
    past_of,
    person_of,
    wearer_of,
)
from bot.services.size_facts import Facts
from bot.ui.catalogues import Html, Texts, texts
from bot.ui.product_album import ProductAlbum
from db.models import WornSize
from db.queries import sizes
from engine.sizing.person import SizeError

MAX_PRODUCTS: Final = 4
MAX_WORN_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class SizeConversation:
    """The size dialog with one person, and what is sent at its end."""

    services: Services
    bot: Bot
    user_id: int
    t: Texts

    @property
    def dialog(self) -> DialogRunner[SizeState]:
        """The runner of the dialog."""
        return size_dialog(self.services.database, self.bot, self.user_id, self.t, self.send_result)

    async def known_facts(self) -> Facts:
        """Return what is stored of the person's body."""
        async with self.services.database.session() as session:
            return facts_of(await sizes.profile_of(session, self.user_id))

    async def new_state(self) -> SizeState:
        """Return a dialog about a size that begins with what is stored of the person."""
        async with self.services.database.session() as session:
            worn = await sizes.worn_sizes(session, self.user_id, limit=1)
        last_category = worn[0].category if worn else None
        return begin_size(await self.known_facts(), last_category=last_category)

    async def send_result(self, state: SizeState) -> None:
        """Send what the answers of a finished dialog are for."""
        if state.goal is Goal.SIZE:
            await self._send_size(state.facts)
        elif state.goal is Goal.WORN:
            await self._store_worn(state.facts)
        else:
            await self.send_profile()

    async def send_profile(self) -> None:
        """Send the profile with the buttons to change it."""
        await self._send(*await self.profile_page())

    async def profile_page(self) -> tuple[Html, InlineKeyboardMarkup]:
        """Return the text of the profile and its buttons."""
        async with self.services.database.session() as session:
            profile = await sizes.profile_of(session, self.user_id)
            worn = await sizes.worn_sizes(session, self.user_id, limit=MAX_WORN_SHOWN)
        facts, shares = facts_of(profile), profile is not None and profile.shares_sizes
        is_known = bool(worn) or facts != Facts(units=facts.units)
        keyboard = profile_keyboard(worn, self.t, known=is_known, shares=shares)
        return profile_text(facts, worn, self.t), keyboard

    async def _send_size(self, facts: Facts) -> None:
        await self.bot.send_chat_action(self.user_id, ChatAction.UPLOAD_PHOTO)
        person = person_of(facts)
        assert person is not None
        async with self.services.database.session() as session:
            worn = await sizes.worn_sizes(session, self.user_id)
        try:
            advice = await self.services.engine.run(advise, facts, past_of(person, worn))
        except SizeError as error:
            note = Note(error.code, {"category": facts.category or ""})
            await self._send(note_text(note, self.t))
            return
        await self._send_advice(advice)
        await self._send_products(advice)

    async def _send_advice(self, advice: Advice) -> None:
        facts, t = advice.facts, self.t
        picture = await self.services.engine.run(
            draw_size, chart_table(advice, t), peer_bars(advice, t)
        )
        url = None
        if facts.product_id is not None:
            items = await self.services.catalogue.items([facts.product_id])
            url = items[0].url if items else None
        keyboard = result_keyboard(t, product_id=facts.product_id, url=url)
        text = advice_text(advice, t)
        if picture is None:
            await self._send(text, keyboard)
            return
        await self.bot.send_photo(
            self.user_id,
            picture,
            caption=text,
            reply_markup=keyboard,
        )

    async def _send_products(self, advice: Advice) -> None:
        """Send products of the catalogue that come in the size, if there are any."""
        wearer = await wearer_of(self.services.database, self.user_id)
        if wearer is None:
            return
        products: Sequence[tuple[Item, SizeTag]] = await self.services.sizes.in_stock(
            wearer, advice, k=MAX_PRODUCTS
        )
        if not products:
            return
        items = [item for item, _ in products]
        album = ProductAlbum(self.bot, self.services.engine, self.services.settings.pictures_dir)
        await album.send(self.user_id, items, first_number=1)
        numbered = [(number, item.id, item.url) for number, item in enumerate(items, 1)]
        await self._send(
            products_text(advice, products, self.t), products_keyboard(numbered, self.t)
        )

    async def _store_worn(self, facts: Facts) -> None:
        """Store a garment that the person has, and show the profile."""
        assert facts.category is not None
        assert facts.label is not None
        worn = WornSize(
            user_id=self.user_id,
            category=facts.category,
            brand=facts.brand,
            wearer=facts.gender if facts.gender in {"male", "female"} else None,
            label=facts.label,
            verdict=facts.verdict,
            language=self.t.language,
        )
        async with self.services.database.session() as session:
            session.add(worn)
        await self._send(self.t.html("size.worn.kept", worn=worn_text(worn, self.t)))
        await self.send_profile()

    async def _send(self, text: Html, keyboard: InlineKeyboardMarkup | None = None) -> None:
        await self.bot.send_message(self.user_id, text, reply_markup=keyboard)


async def resume_size_dialogs(services: Services, bot: Bot) -> int:
    """Go on with the size dialogs that a stop of the bot interrupted; return how many."""

    def runner_for(user_id: int, language: str) -> DialogRunner[SizeState]:
        return SizeConversation(services, bot, user_id, texts(language)).dialog

    return await resume(size_store(services.database), runner_for)
