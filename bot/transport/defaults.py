"""The default parameters of requests to Telegram."""

from __future__ import annotations

from typing import Final

from telegram.constants import ParseMode
from telegram.ext import Defaults

DEFAULTS: Final = Defaults(parse_mode=ParseMode.HTML)
"""Texts and captions are HTML; plain ones pass `parse_mode=None`."""
