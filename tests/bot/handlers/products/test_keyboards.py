"""Buttons of product lists."""

from __future__ import annotations

from bot.handlers.products.keyboards import list_keyboard
from bot.ui.catalogues import texts

KO = texts("ko")


def test_a_product_without_a_link_can_still_be_dismissed() -> None:
    keyboard = list_keyboard(
        1, [(1, 5, "nonsense")], KO, page=0, more=False, order="both", loosen=()
    )
    assert [button.text for button in keyboard.inline_keyboard[0]] == ["♥ ①", "🙈 ①"]
    assert keyboard.inline_keyboard[-1][0].text == "👗 어울리는 상품"
    assert len(keyboard.inline_keyboard) == 3
