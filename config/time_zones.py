"""The time zone of the shops, the weather service and of whoever named no other."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

KOREA: Final = ZoneInfo("Asia/Seoul")
