"""Parses size labels, lists of them, and the options that shops sell.

A slash joins what is one size (`32/34` is waist and length, `S/M` and `55/66` fit two) and
separates what is a list (`S/M/L`, `26/27/28/29`); which it is follows from the labels.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from scraper.fields.availability import is_available
from scraper.text import plain_text

MAX_SIZES: Final = 40
MAX_LABEL_CHARS: Final = 24
_MAX_CHARS: Final = 2000

_LETTERS: Final = ("3XS", "2XS", "XS", "S", "M", "L", "XL", "2XL", "3XL", "4XL", "5XL", "6XL")
_LETTER: Final = r"(?:[2-6]?X{1,5}[SL]|[SML]|[1-6]X|SMALL|MEDIUM|LARGE|X-?LARGE|X-?SMALL)"
_ONE: Final = r"(?:FREE(?:\s*SIZE)?|ONE\s*SIZE|OS|O/S|F|프리|프리사이즈|원사이즈|단일|단일사이즈)"
_NUMBER: Final = r"(?:\d{1,3}(?:\.\d)?(?:\s*[12]/[23])?)"
_LABEL: Final = re.compile(
    rf"(?:(?:US|UK|EU|EUR|KR|JP|IT|FR)\s*)?"
    rf"(?:{_LETTER}(?:\s*/\s*{_LETTER})?|{_ONE}|[WL]?{_NUMBER}(?:\s*[/xX×]?\s*L?{_NUMBER})?)"
    rf"\s*(?:호|반|인치|INCH(?:ES)?|IN|\"|CM|MM|T|R|P|S|L|단|세)?"
    rf"(?:\s*\([^()]{{1,12}}\))?",
    re.IGNORECASE,
)
_HINT: Final = re.compile(r"(?i)(?:사이즈|크기|호수|size|talla)\s*[:=]?\s*")
_OTHER_NAME: Final = re.compile(r"(?i)(?:색상|컬러|칼라|colou?r|옵션|option)\s*[:=]\s*")
# The text is folded before these: no two spaces stand together.
_SOLD_OUT_NOTE: Final = re.compile(
    r"(?i)[(\[{*-]? ?(?:일시 ?)?(?:품절|매진|재고 ?없음|입고 ?예정|sold ?-?out|out ?of ?stock)"
    r"(?! ?임박)[^|,/()\[\]]{0,6}[)\]}*]?"
)
_FEW_LEFT_NOTE: Final = re.compile(r"(?i)[(\[{*-]? ?(?:품절 ?)?임박[)\]}*]?")
_EXTRA_PRICE: Final = re.compile(r"(?i)[(\[]? ?[+-] ?[\d,]{1,12} ?(?:원|krw)? ?[)\]]? ?$")
_DECIMAL_COMMA: Final = re.compile(r"(?<!\d)(\d{1,2}),5(?!\d)")
_SYSTEM: Final = frozenset(
    {"UK", "EU", "EUR", "US", "JP", "IT", "FR", "AU", "DE", "BR", "CN", "MEX"}
)


@dataclass(frozen=True, slots=True)
class SizeOptions:
    """The sizes of a product: those that can be had and those that are sold out."""

    available: tuple[str, ...] = ()
    sold_out: tuple[str, ...] = ()


@lru_cache(4096)
def parse_sizes(text: str, system: str = "") -> SizeOptions:
    """Parse a size, or a list of sizes, as a feed's or page's size field has it.

    Args:
        text: `M`, `S|M|L`, `26/27/28`, `32/34`, `39 1/3`, `6,5`, `L (100)`, `M(품절)` …
        system: the shop's word for the size system; one of another country is kept with each
            label, so that a British 12 is not taken for an American one.
    """
    prefix = system.strip().upper()
    prefix = f"{prefix} " if prefix in _SYSTEM else ""
    available: dict[str, None] = {}
    sold_out: dict[str, None] = {}
    for part in _split(_DECIMAL_COMMA.sub(r"\1.5", _folded(text))):
        label, is_gone = _label_and_stock(part)
        if not label:
            continue
        if prefix and not label.upper().startswith(prefix.strip()):
            label = prefix + label
        (sold_out if is_gone else available)[label] = None
    return SizeOptions(
        tuple(available)[:MAX_SIZES],
        tuple(label for label in sold_out if label not in available)[:MAX_SIZES],
    )


@lru_cache(4096)
def parse_option(text: str) -> tuple[str, bool] | None:
    """Return the size in one option of a shop and whether it is sold out; None without a size.

    Options are written `S`, `사이즈:S`, `화이트/M`, `화이트-M(품절)`, `95(M)`, `26인치 (+1,000원)`.
    """
    name, is_gone = _label_and_stock(_folded(text))
    hinted = _HINT.search(name)
    if hinted is not None:
        value = re.split(r"[|,/;]\s*(?=\D)|\s{2,}", name[hinted.end() :])[0].strip()
        return (value[:MAX_LABEL_CHARS], is_gone) if value else None
    if is_label(name):
        return name, is_gone
    parts = [part.strip() for part in re.split(r"[/|,:;]|\s[-_]\s|(?<=[가-힣A-Za-z])[-_]", name)]
    labels = [part for part in parts if is_label(part)]
    return (labels[-1], is_gone) if labels else None


def is_label(text: str) -> bool:
    """Return whether a text is a size label and nothing else."""
    return _LABEL.fullmatch(text.strip()) is not None


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text[:_MAX_CHARS]).replace("\u2044", "/")
    return " ".join(folded.split())


def _label_and_stock(text: str) -> tuple[str, bool]:
    """Return a label without notes on stock and surcharges, and whether it is sold out."""
    kept = _FEW_LEFT_NOTE.sub("", text)
    without = _SOLD_OUT_NOTE.sub("", kept)
    is_gone = without != kept and is_available(text) is False
    label = _EXTRA_PRICE.sub("", without)
    label = _OTHER_NAME.sub("", label)
    return plain_text(label.strip(" -_*"), MAX_LABEL_CHARS), is_gone


def _split(text: str) -> list[str]:
    separator = next((mark for mark in "|;,\n" if mark in text), None)
    parts = text.split(separator) if separator else [text]
    return [piece.strip() for part in parts for piece in _slashed(part.strip())]


def _slashed(text: str) -> list[str]:
    """Return one label, or the labels of a list with slashes."""
    if "/" not in text or re.search(r"\d\s+[12]/[23](?!\d)", text) or text.upper() == "O/S":
        return [text]
    parts = [part.strip() for part in text.split("/")]
    if len(parts) == 2 and _is_pair(*parts):
        return [text]
    return parts


def _is_pair(first: str, second: str) -> bool:
    """Return whether two labels with a slash between them are one size."""
    letters = [_letter_rank(first), _letter_rank(second)]
    if None not in letters:
        return True  # S/M, L/XL: cut for both
    if not (re.fullmatch(r"\d{2,3}", first) and re.fullmatch(r"\d{2,3}", second)):
        return True  # W30/L32, 6/8Y, 90/M: whatever it is, it is one label
    low, high = int(first), int(second)
    is_inseam = 22 <= low <= 50 and 26 <= high <= 38 and high != low + 1
    is_waist_and_length = is_inseam or (low >= 29 and 28 <= high <= 38)
    return is_waist_and_length or (low in {44, 55, 66, 77, 88} and high == low + 11)


def _letter_rank(text: str) -> int | None:
    folded = text.upper()
    return _LETTERS.index(folded) if folded in _LETTERS else None
