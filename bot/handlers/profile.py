"""/profile: what is known of a person's sizes; what they bought, and how it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from telegram import Bot, Update
from telegram.constants import ParseMode
from telegram.error import Forbidden, TelegramError

from bot.addressing import is_group
from bot.callbacks import Buy, ForgetWorn, Profile, RateWorn, SetBought
from bot.context import BotApplication, BotContext, Services
from bot.conversations.size import Step, begin_change, begin_worn
from bot.handlers.command import command
from bot.handlers.press import GoneError, Press
from bot.handlers.privacy import ask_in_private
from bot.incidents import log_incident
from bot.listings import TITLE_CHARS
from bot.size_advice import product_garment, tags, wearer_of
from bot.size_keyboards import (
    bought_keyboard,
    delete_profile_keyboard,
    rate_keyboard,
)
from bot.size_talk import SizeTalk
from bot.size_texts import worn_text
from bot.texts import Texts, capped
from db import people, sizes
from db.models import Product, WornSize, utc_now
from engine.sizing.garment_sizes import garment_sizes
from engine.sizing.person import SizeError
from engine.sizing.recommend import garment_key

ASK_AFTER: Final = timedelta(days=10)
"""By then what was bought has come and been worn."""

MAX_LABELS: Final = 16
"""Sizes of a product that are offered as buttons."""


def _talk(press: Press) -> SizeTalk:
    if not press.is_private:
        raise GoneError
    return SizeTalk(press.services, press.bot, press.user_id, press.t)


async def show(update: Update, context: BotContext) -> None:
    """Show the profile, to nobody but its owner."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    if is_group(message):
        await ask_in_private(update, context)
        return
    t = context.speech(update)
    await SizeTalk(context.services, context.bot, user.id, t).send_profile()


async def change(press: Press, action: Profile) -> None:
    """Change or delete a part of the profile."""
    talk = _talk(press)
    if action.part == "share":
        await _switch_sharing(press, talk)
        return
    await press.react()
    if action.part == "show":
        text, keyboard = await talk.profile_page()
        await press.set_text(text, keyboard)
        if press.message is not None and not press.message.text:
            await talk.send_profile()  # pressed under a picture, which cannot become a text
    elif action.part == "units":
        await _switch_units(press, talk)
    elif action.part == "delete":
        await press.set_text(press.t.html("size.profile.delete"), delete_profile_keyboard(press.t))
    elif action.part == "sure":
        async with press.services.database.session() as session:
            await sizes.forget_sizes(session, press.user_id)
        await press.set_text(press.t.html("size.profile.deleted"))
    elif action.part == "worn":
        await talk.begin(begin_worn(await talk.known()))
    else:
        await talk.begin(begin_change(await talk.known(), Step(action.part)))


async def _switch_units(press: Press, talk: SizeTalk) -> None:
    known = await talk.known()
    other = "metric" if known.units == "imperial" else "imperial"
    async with press.services.database.session() as session:
        await people.touch_user(session, press.user_id)
        await sizes.save_profile(session, press.user_id, units=other)
    await press.set_text(*await talk.profile_page())


async def _switch_sharing(press: Press, talk: SizeTalk) -> None:
    """Let the next training learn from the person's sizes, or no longer."""
    async with press.services.database.session() as session:
        profile = await sizes.profile_of(session, press.user_id)
        agrees = profile is None or not profile.shares_sizes
        await people.touch_user(session, press.user_id)
        await sizes.save_profile(session, press.user_id, shares_sizes=agrees)
    said = press.t.say("size.shared") if agrees else press.t.say("size.not_shared")
    await press.react(said, alert=agrees)
    await press.set_text(*await talk.profile_page())


# -- what was bought --------------------------------------------------------------------------


async def buy(press: Press, action: Buy) -> None:
    """Note that the person bought a product, in the size that is theirs until they say else."""
    _talk(press)
    wearer = await wearer_of(press.services.database, press.user_id)
    async with press.services.database.session() as session:
        product = await session.get(Product, action.product_id)
        bought = await sizes.bought(session, press.user_id, action.product_id)
    if product is None:
        raise GoneError
    if bought is not None:
        await press.react()
        await _ask_which(press, bought)
        return
    if wearer is None:
        await press.react(press.t.say("size.bought.no_body"), alert=True)
        return
    garment = product_garment(product)
    try:
        known = garment_sizes(garment_key(wearer.person, garment))
    except SizeError:
        raise GoneError from None
    tag = tags(wearer, [product])[product.id]
    labels = [str(size) for size in product.sizes][:MAX_LABELS] or list(known.labels)
    worn = WornSize(
        user_id=press.user_id,
        product_id=product.id,
        title=product.title,
        category=product.category,
        brand=product.brand,
        fit=garment.fit,
        wearer=None if garment.wearer is None else garment.wearer.value,
        scale=labels,
        label=tag.label,
        language=press.t.language,
        bought_at=utc_now(),
        ask_at=utc_now() + ASK_AFTER,
    )
    async with press.services.database.session() as session:
        await people.touch_user(session, press.user_id)
        session.add(worn)
    await press.react()
    await _ask_which(press, worn)


async def _ask_which(press: Press, worn: WornSize) -> None:
    """Ask in which size a product was bought."""
    name = capped(worn.title or "", TITLE_CHARS)
    await press.bot.send_message(
        press.user_id,
        press.t.html("size.bought", title=name, days=ASK_AFTER.days),
        parse_mode=ParseMode.HTML,
        reply_markup=bought_keyboard(worn, [str(label) for label in worn.scale], press.t),
    )


async def set_bought(press: Press, action: SetBought) -> None:
    """Correct the size in which a product was bought."""
    _talk(press)
    async with press.services.database.session() as session:
        worn = await sizes.worn_size(session, press.user_id, action.worn_id)
        if worn is None or action.option >= len(worn.scale):
            raise GoneError
        worn.label = str(worn.scale[action.option])[:20]
    await press.react(press.t.say("size.bought.set", size=worn.label))
    labels: Sequence[str] = [str(label) for label in worn.scale]
    await press.set_keyboard(bought_keyboard(worn, labels, press.t))


async def rate(press: Press, action: RateWorn) -> None:
    """Note how a worn size is, or ask for it."""
    talk = _talk(press)
    async with press.services.database.session() as session:
        worn = await sizes.worn_size(session, press.user_id, action.worn_id)
        if worn is None:
            raise GoneError
        if action.verdict != "ask":
            worn.verdict, worn.asked_at = action.verdict, worn.asked_at or utc_now()
    await press.react()
    if action.verdict == "ask":
        await press.bot.send_message(
            talk.user_id,
            press.t.html("size.rate", name=_name(worn, press.t), size=worn.label),
            parse_mode=ParseMode.HTML,
            reply_markup=rate_keyboard(worn.id, press.t),
        )
        return
    await press.set_text(press.t.html("size.rated", worn=worn_text(worn, press.t)))


async def forget(press: Press, action: ForgetWorn) -> None:
    """Take a worn size off the profile."""
    _talk(press)
    async with press.services.database.session() as session:
        worn = await sizes.worn_size(session, press.user_id, action.worn_id)
        if worn is None:
            raise GoneError
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
                parse_mode=ParseMode.HTML,
                reply_markup=rate_keyboard(worn.id, t),
            )
        except Forbidden:
            async with services.database.session() as session:
                await people.mark_blocked(session, worn.user_id)
        except TelegramError as error:
            log_incident(error, "asking about a bought size")
    return len(due)


def _name(worn: WornSize, t: Texts) -> str:
    return capped(worn.title or t.name("category", worn.category), TITLE_CHARS)


def register(application: BotApplication) -> None:
    """Add the handler of the command."""
    application.add_handler(command("profile", show))
