"""What people bought, in which size, and how it was: asked about once, some days later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from telegram import Bot
from telegram.error import Forbidden, TelegramError

from bot.context import Services
from bot.handlers.size.callback_data import Buy, ForgetWorn, RateWorn, SetBought
from bot.handlers.size.keyboards import bought_keyboard, rate_keyboard
from bot.handlers.size.profile_texts import LABEL_CHARS, worn_text
from bot.monitoring.incidents import log_incident
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.private_chat import require_private
from bot.services.size_advice import product_garment, tags, wearer_of
from bot.ui.catalogues import Texts, capped
from bot.ui.product_texts import TITLE_CHARS
from db.models import Product, WornSize, utc_now
from db.queries import people, sizes
from engine.sizing.garment_sizes import garment_sizes
from engine.sizing.person import SizeError
from engine.sizing.recommendation import garment_key

ASK_AFTER: Final = timedelta(days=10)
"""By then what was bought has come and been worn."""

MAX_LABELS: Final = 16
"""Sizes of a product that are offered as buttons."""


async def buy(press: CallbackPress, action: Buy) -> None:
    """Note that the person bought a product, in the size that is theirs until they say else."""
    require_private(press)
    wearer = await wearer_of(press.services.database, press.user_id)
    async with press.services.database.session() as session:
        product = await session.get(Product, action.product_id)
        bought = await sizes.bought(session, press.user_id, action.product_id)
    if product is None:
        raise ExpiredError
    if bought is not None:
        await press.answer()
        await _ask_which(press, bought)
        return
    if wearer is None:
        await press.answer(press.t.text("size.bought.no_body"), alert=True)
        return
    garment = product_garment(product)
    try:
        known = garment_sizes(garment_key(wearer.person, garment))
    except SizeError:
        raise ExpiredError from None
    tag = tags(wearer, [product])[product.id]
    told = [label for size in product.sizes if (label := capped(str(size), LABEL_CHARS))]
    labels = told[:MAX_LABELS] or list(known.labels)
    worn = WornSize(
        user_id=press.user_id,
        product_id=product.id,
        title=product.title,
        category=product.category,
        brand=product.brand,
        fit=garment.fit,
        wearer=None if garment.wearer is None else garment.wearer.value,
        scale=labels,
        label=capped(tag.label, LABEL_CHARS),
        language=press.t.language,
        bought_at=utc_now(),
        ask_at=utc_now() + ASK_AFTER,
    )
    async with press.services.database.session() as session:
        await people.touch_user(session, press.user_id)
        session.add(worn)
    await press.answer()
    await _ask_which(press, worn)


async def _ask_which(press: CallbackPress, worn: WornSize) -> None:
    """Ask in which size a product was bought."""
    name = capped(worn.title or "", TITLE_CHARS)
    await press.bot.send_message(
        press.user_id,
        press.t.html("size.bought", title=name, days=ASK_AFTER.days),
        reply_markup=bought_keyboard(worn, [str(label) for label in worn.scale], press.t),
    )


async def set_bought(press: CallbackPress, action: SetBought) -> None:
    """Correct the size in which a product was bought."""
    require_private(press)
    async with press.services.database.session() as session:
        worn = await sizes.worn_size(session, press.user_id, action.worn_id)
        if worn is None or action.option >= len(worn.scale):
            raise ExpiredError
        worn.label = str(worn.scale[action.option])
    await press.answer(press.t.text("size.bought.set", size=worn.label))
    labels: Sequence[str] = [str(label) for label in worn.scale]
    await press.set_keyboard(bought_keyboard(worn, labels, press.t))


async def rate(press: CallbackPress, action: RateWorn) -> None:
    """Note how a worn size is, or ask for it."""
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


async def forget(press: CallbackPress, action: ForgetWorn) -> None:
    """Take a worn size off the profile."""
    require_private(press)
    async with press.services.database.session() as session:
        worn = await sizes.worn_size(session, press.user_id, action.worn_id)
        if worn is None:
            raise ExpiredError
        await session.delete(worn)
    await press.set_text(press.t.html("size.worn.forgotten"))


async def ask_about_bought(services: Services, bot: Bot) -> int:
    """Ask how the things are that were bought some time ago; return how many were asked about.

    A question is claimed before it is sent, so that it comes at most once.
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
            log_incident(error, "asking about a bought size")
    return len(due)


def _name(worn: WornSize, t: Texts) -> str:
    return capped(worn.title or t.label("category", worn.category), TITLE_CHARS)


ROUTES: Final[Routes] = MappingProxyType(
    {
        Buy: buy,
        SetBought: set_bought,
        RateWorn: rate,
        ForgetWorn: forget,
    }
)
