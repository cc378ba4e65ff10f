"""Telegram's published Bot API as facts, and a check of calls against it.

`facts.json` is made by `derive_facts.py` from PaulSonOfLars/telegram-bot-api-spec (MIT licence),
which describes https://core.telegram.org/bots/api. Of that description it keeps names, types, what
is required and limits of lengths, and none of its prose.
"""

from tests.support.bot_api.contract import check_calls, methods

__all__ = ["check_calls", "methods"]
