"""Parses whether a product can be bought now, in any of the words that shops use."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_FEW_LEFT: Final = re.compile(r"임박|소량|limited|low(?:in)?stock|fewleft|lastone|마지막")
_GONE: Final = re.compile(
    r"out-?of-?stock|outstock|soldout|unavailable|notavailable|notinstock|nostock|discontinued|"
    r"품절|매진|절판|단종|판매종료|판매중지|판매중단|판매완료|재고없음|재고0$|구매불가|"
    r"preorder|presale|backorder|comingsoon|예약|입고예정|재입고|출시예정"
)
_GONE_WHOLE: Final = frozenset(
    {"no", "n", "false", "0", "oos", "sold", "x", "end", "ended", "inactive"}
)


@lru_cache(1024)
def is_available(text: str) -> bool | None:
    """Return whether the words say that a product can be bought now; None where they say nothing.

    What can only be ordered ahead (pre-order, back-order, 입고 예정) cannot be bought now.
    """
    folded = unicodedata.normalize("NFKC", text[:200]).casefold()
    folded = folded.rstrip("/ ").rpartition("/")[2].rpartition("#")[2]
    plain = re.sub(r"[\s_.:()\[\]-]+", "", folded)
    if not plain:
        return None
    if _FEW_LEFT.search(plain):
        return True
    return not (plain in _GONE_WHOLE or _GONE.search(plain))
