"""Handle the buttons of an outfit request: occasion, style, shops, typed constraints."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from bot.conversations.outfit_request.callback_data import (
    AskTyped,
    ChooseStyle,
    ForOccasion,
    ForStyle,
    OtherOutfits,
    WithShops,
)
from bot.conversations.outfit_request.conversation import OutfitConversation
from bot.conversations.outfit_request.keyboards import (
    request_keyboard,
)
from bot.conversations.outfit_request.state import Step, from_row
from bot.conversations.outfit_request.texts import request_text
from bot.conversations.outfit_request.transitions import ask_for
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.private_chat import require_private
from db.models import OutfitRequest


def _conversation(press: CallbackPress) -> OutfitConversation:
    require_private(press)
    return OutfitConversation.of_press(press)


async def _request(press: CallbackPress, request_id: int) -> OutfitRequest:
    """Return a request of the person who pressed.

    Raises:
        ExpiredError: it is gone, or somebody else's.
    """
    request = await _conversation(press).find(request_id)
    if request is None:
        raise ExpiredError
    return request


async def for_occasion(press: CallbackPress, action: ForOccasion) -> None:
    """Send outfits for an occasion."""
    await _send(press, action.request_id, {"occasion": action.occasion, "style": None})


async def for_style(press: CallbackPress, action: ForStyle) -> None:
    """Send outfits of a style."""
    await _send(press, action.request_id, {"style": action.style, "occasion": None})


async def _send(press: CallbackPress, request_id: int, wish: dict[str, Any]) -> None:
    """Store what changed in a request, and send outfits for it."""
    await _request(press, request_id)
    conversation = _conversation(press)
    await press.answer()
    request = await conversation.change(request_id, wish, stop_waiting=True)
    if request is not None:
        await conversation.send_outfits(request)


async def choose_style(press: CallbackPress, action: ChooseStyle) -> None:
    """Show the styles instead of the occasions, or the occasions again."""
    request = await _request(press, action.request_id)
    constraints = await _conversation(press).constraints_of(request)
    await press.set_keyboard(
        request_keyboard(request.id, constraints, press.t, styles=action.styles)
    )


async def with_shops(press: CallbackPress, action: WithShops) -> None:
    """Include the shops, or the own closet only."""
    await _request(press, action.request_id)
    conversation = _conversation(press)
    request = await conversation.change(action.request_id, {"own_only": not action.shops})
    if request is None:
        raise ExpiredError
    constraints = await conversation.constraints_of(request)
    keyboard = request_keyboard(request.id, constraints, press.t)
    await press.set_text(request_text(constraints, press.t), keyboard)


async def ask_typed(press: CallbackPress, action: AskTyped) -> None:
    """Ask for the weather or a budget to be typed."""
    request = await _request(press, action.request_id)
    await press.answer()
    await _conversation(press).dialog.begin(ask_for(from_row(request), Step(action.what)))


async def send_others(press: CallbackPress, action: OtherOutfits) -> None:
    """Send other outfits for the same request."""
    await _send(press, action.request_id, {})


ROUTES: Final[Routes] = MappingProxyType(
    {
        ForOccasion: for_occasion,
        ForStyle: for_style,
        ChooseStyle: choose_style,
        WithShops: with_shops,
        AskTyped: ask_typed,
        OtherOutfits: send_others,
    }
)
