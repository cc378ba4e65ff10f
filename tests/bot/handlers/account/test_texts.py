"""Texts about stored data."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.handlers.account.texts import retention_text
from bot.ui.catalogues import texts

KO = texts("ko")


@pytest.mark.parametrize(
    ("hours", "words"), [(72, "3일"), (48, "2일"), (24, "24시간"), (50, "50시간"), (0.2, "1시간")]
)
def test_retention(hours: float, words: str) -> None:
    assert retention_text(timedelta(hours=hours), KO) == words
