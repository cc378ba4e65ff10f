"""The people of a local Telegram that is started to try the bot."""

from __future__ import annotations

from simulator.local import LocalTelegram


def add_cast(telegram: LocalTelegram) -> None:
    """Add three people, a group of them and a channel."""
    minji = telegram.person("민지", language_code="ko", username="minji")
    junho = telegram.person("준호", language_code="ko", username="junho")
    alex = telegram.person("Alex", language_code="en", username="alex")
    telegram.group("오늘 뭐 입지? 👗", [minji, junho, alex])
    telegram.channel("데일리 코디", minji, username="daily_coordi")
