"""Stores purchases and their sizes, and asks once, days later, how they fit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from telegram import Bot
from telegram.error import Forbidden, TelegramError

from bot.context import Services
from bot.handlers.size.callback_data import AddPurchase, DeleteWorn, RateWorn, SetPurchaseSize
from bot.handlers.size.keyboards import purchase_keyboard, rate_keyboard
from bot.handlers.size.profile_texts import LABEL_CHARS, worn_text
from bot.monitoring.incidents import log_incident
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.private_chat import require_private
from bot.services.size_advice import Wearer, product_garment, tags, wearer_of
from bot.ui.catalogues import Texts, capped
from bot.ui.product_texts import TITLE_CHARS
from db.models import Product, WornSize, utc_now
from db.queries import people, sizes
from engine.sizing.garment_sizes import garment_sizes
from engine.sizing.person import SizeError
from engine.sizing.recommendation import garment_key

ASK_AFTER: Final = timedelta(days=10)
"""By then a purchase has been delivered and worn."""

MAX_LABELS: Final = 16
"""Most sizes of a product that are offered as buttons."""


async def add(press: CallbackPress, action: AddPurchase) -> None:
    """Store a purchase in the recommended size, and ask for the real one."""
    require_private(press)
    wearer = await wearer_of(press.services.database, press.user_id)
    async with press.services.database.session() as session:
        product = await session.get(Product, action.product_id)
        earlier = await sizes.bought(session, press.user_id, action.product_id)
    if product is None:
        raise ExpiredError
    if earlier is not None:
        await press.answer()
        await _ask_size(press, earlier)
        return
    if wearer is None:
        await press.answer(press.t.text("size.bought.no_body"), alert=True)
        return
    worn = _purchase(wearer, product, press)
    async with press.services.database.session() as session:
        await people.touch_user(session, press.user_id)
        session.add(worn)
    await press.answer()
    await _ask_size(press, worn)


def _purchase(wearer: Wearer, product: Product, press: CallbackPress) -> WornSize:
    """Return a new purchase in the recommended size, with the sizes to choose from.

    Raises:
        ExpiredError: the product comes in no sizes.
    """
    garment = product_garment(product)
    try:
        usual = garment_sizes(garment_key(wearer.person, garment))
    except SizeError:
        raise ExpiredError from None
    stocked = [label for size in product.sizes if (label := capped(str(size), LABEL_CHARS))]
    tag = tags(wearer, [product])[product.id]
    return WornSize(
        user_id=press.user_id,
        product_id=product.id,
        title=product.title,
        category=product.category,
        brand=product.brand,
        fit=garment.fit,
        wearer=None if garment.wearer is None else garment.wearer.value,
        scale=stocked[:MAX_LABELS] or list(usual.labels),
        label=capped(tag.label, LABEL_CHARS),
        language=press.t.language,
        bought_at=utc_now(),
        ask_at=utc_now() + ASK_AFTER,
    )


async def _ask_size(press: CallbackPress, worn: WornSize) -> None:
    """Ask in which size a product was bought."""
    name = capped(worn.title or "", TITLE_CHARS)
    await press.bot.send_message(
        press.user_id,
        press.t.html("size.bought", title=name, days=ASK_AFTER.days),
        reply_markup=purchase_keyboard(worn, [str(label) for label in worn.scale], press.t),
    )


async def set_size(press: CallbackPress, action: SetPurchaseSize) -> None:
    """Correct the size in which a product was bought."""
    require_private(press)
    async with press.services.database.session() as session:
        worn = await sizes.worn_size(session, press.user_id, action.worn_id)
        if worn is None or action.option >= len(worn.scale):
            raise ExpiredError
        worn.label = str(worn.scale[action.option])
    await press.answer(press.t.text("size.bought.set", size=worn.label))
    labels: Sequence[str] = [str(label) for label in worn.scale]
    await press.set_keyboard(purchase_keyboard(worn, labels, press.t))


async def rate(press: CallbackPress, action: RateWorn) -> None:
    """Store how a worn size fits, or ask for it."""
    require_private(press)
    async with press.services.database.session() as session:
        worn = await sizes.worn_size(session, press.user_id, action.worn_id)
        if worn is None:
            raise ExpiredError
        if action.verdict != "ask":
            worn.verdict, worn.asked_at = action.verdict, worn.asked_at or utc_now()
    await press.answer()
    if action.verdict == "ask":
        await press.bot.send_message(
            press.user_id,
            press.t.html("size.rate", name=_name(worn, press.t), size=worn.label),
            reply_markup=rate_keyboard(worn.id, press.t),
        )
        return
    await press.set_text(press.t.html("size.rated", worn=worn_text(worn, press.t)))


async def delete(press: CallbackPress, action: DeleteWorn) -> None:
    """Delete a worn size from the profile."""
    require_private(press)
    async with press.services.database.session() as session:
        worn = await sizes.worn_size(session, press.user_id, action.worn_id)
        if worn is None:
            raise ExpiredError
        await session.delete(worn)
    await press.set_text(press.t.html("size.worn.forgotten"))


async def ask_about_purchases(services: Services, bot: Bot) -> int:
    """Ask how earlier purchases fit; return how many were asked about.

    A question is claimed before it is sent, so that it is sent at most once.
    """
    async with services.database.session() as session:
        due = await sizes.claim_questions(session, utc_now())
    for worn in due:
        t = services.texts_of(worn.user_id, worn.language)
        try:
            await bot.send_message(
                worn.user_id,
                t.html("size.rate", name=_name(worn, t), size=worn.label),
                reply_markup=rate_keyboard(worn.id, t),
            )
        except Forbidden:
            async with services.database.session() as session:
                await people.mark_blocked(session, worn.user_id)
        except TelegramError as error:
            log_incident(error, "asking about a purchase")
    return len(due)


def _name(worn: WornSize, t: Texts) -> str:
    return capped(worn.title or t.label("category", worn.category), TITLE_CHARS)


ROUTES: Final[Routes] = MappingProxyType(
    {
        AddPurchase: add,
        SetPurchaseSize: set_size,
        RateWorn: rate,
        DeleteWorn: delete,
    }
)
