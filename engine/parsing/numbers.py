"""Parses numbers: amounts with Korean and English scales, and Korean numerals.

`NUMBER` and `AMOUNT` are regular expressions for other grammars to embed. They expect folded text
(see `engine.parsing.text`), start at the first digit of a number only and never give digits back,
so that a search over a long run of digits stays linear.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

MAX_AMOUNT: Final = 1_000_000_000
"""Largest value of an amount; anything above is cut to it."""

NUMBER_START: Final = r"(?<!\d)(?<!\d\.)(?<!\d,(?=\d{3}(?!\d)))"
"""Where a number may begin: not within another one."""
DIGITS: Final = r"\d++(?:,\d{3}(?!\d))*+(?:\.\d++)?+"
"""Digits of a number with thousands separators and decimals: 39,000 or 1.5."""
NUMBER: Final = NUMBER_START + DIGITS
SCALED: Final = (
    rf"(?:만(?: ?{DIGITS} ?천)?+(?: ?\d{{1,4}}(?! ?[천만\d]))?"
    r"|천(?: ?\d{1,3}(?! ?[천만\d]))?|k(?![a-z]))"
)
"""The scale behind the digits, with the smaller parts of the amount: the 만 3천 of 5만 3천."""
AMOUNT: Final = rf"{NUMBER}(?: ?{SCALED})?"
"""A number with or without a scale: 5만 3천, 3만5천, 39,000, 50k, 1.5만."""
RANGE_MARK: Final = r"(?:~|-|\u2013|에서|부터|to)"
"""What stands between the two ends of a range."""

_NO_WORDS: Final = re.compile(r"[ \d.,/~\-\u2212]++")
_DIGITS: Final = re.compile(DIGITS)
_SCALES: Final = MappingProxyType({"만": 10_000, "천": 1_000, "k": 1_000})
_SCALE: Final = re.compile("[만천k]")


def parse_amount(amount: str) -> int:
    """Return the value of text that `AMOUNT` matched, at most `MAX_AMOUNT`."""
    rest = amount.replace(",", "").replace(" ", "")
    total = 0.0
    for letter, scale in _SCALES.items():
        head, found, tail = rest.partition(letter)
        if found:
            total += float(head) * scale
            rest = tail
    return round(min(total + float(rest or 0), MAX_AMOUNT))


def parse_amount_range(low: str, high: str) -> tuple[int, int]:
    """Return the two ends of a range of amounts, the lower one first.

    A scale that only the second amount has holds for both: "3~5만" is 30,000 to 50,000.
    """
    first, second = parse_amount(low), parse_amount(high)
    leading, scale = _DIGITS.match(high), _SCALE.search(high)
    if (
        scale is not None
        and leading is not None
        and _SCALE.search(low) is None
        and first <= parse_amount(leading[0])
    ):
        first = min(first * _SCALES[scale[0]], MAX_AMOUNT)
    return min(first, second), max(first, second)


def are_numbers_alone(text: str) -> bool:
    """Return whether folded text is nothing but numbers: an answer, not a sentence."""
    return _NO_WORDS.fullmatch(text) is not None and any(map(str.isdecimal, text))


# -- Korean numerals --------------------------------------------------------------------------

_SINO_DIGITS: Final = MappingProxyType(
    {numeral: value for value, numeral in enumerate("영일이삼사오육칠팔구")} | {"공": 0, "륙": 6}
)
_SINO_TENS: Final = MappingProxyType({"십": 10, "백": 100})
_SINO_NUMERALS: Final = re.compile(f"[{''.join((*_SINO_DIGITS, *_SINO_TENS))}]++")
_NATIVE_TENS: Final = MappingProxyType(
    {
        "열": 10,
        "스물": 20,
        "스무": 20,
        "서른": 30,
        "마흔": 40,
        "쉰": 50,
        "예순": 60,
        "일흔": 70,
    }
)
NATIVE_ONES: Final = MappingProxyType(
    {
        "하나": 1,
        "한": 1,
        "둘": 2,
        "두": 2,
        "셋": 3,
        "세": 3,
        "넷": 4,
        "네": 4,
        "다섯": 5,
        "여섯": 6,
        "일곱": 7,
        "여덟": 8,
        "아홉": 9,
    }
)
"""Native Korean numerals from one to nine, counting and attributive forms."""
_NATIVE_AGE: Final = re.compile(
    rf"(?P<tens>{'|'.join(_NATIVE_TENS)}) ?(?P<ones>{'|'.join(NATIVE_ONES)})?(?= ?살)"
)


def sino_korean(numeral: str) -> int:
    """Return the value of a Sino-Korean numeral below a thousand, such as 백칠십삼 (173)."""
    total, digit = 0, 0
    for letter in numeral:
        tens = _SINO_TENS.get(letter)
        if tens is None:
            digit = _SINO_DIGITS[letter]
        else:
            total += (digit or 1) * tens
            digit = 0
    return total + digit


def with_digits(text: str) -> str:
    """Return folded text with Korean numerals of bodies and ages as digits.

    Sino-Korean numerals need a 십 or 백, since single syllables such as 이 and 오 are parts of
    other words; native ones need the 살 of an age behind them.
    """
    text = _NATIVE_AGE.sub(
        lambda age: str(_NATIVE_TENS[age["tens"]] + NATIVE_ONES.get(age["ones"] or "", 0)), text
    )
    text = _SINO_NUMERALS.sub(
        lambda run: (
            f" {sino_korean(run[0])} " if any(tens in run[0] for tens in _SINO_TENS) else run[0]
        ),
        text,
    )
    return " ".join(text.split())
