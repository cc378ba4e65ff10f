"""Parses prices as shops write them: signs, codes, thousands, decimals, 만원, ranges, sale periods.

Won have no minor unit, so a lone separator before three digits always groups thousands: `29.900`
is 29,900. A price in another currency keeps that currency, for the caller to refuse by name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

MAX_PRICE: Final = Decimal(1_000_000_000)
MIN_FRACTIONAL_PRICE: Final = Decimal(1000)
"""A price with a fraction below this is no price in won, whatever the shop left unsaid."""

SHOP_ZONE: Final = ZoneInfo("Asia/Seoul")
_MAX_CHARS: Final = 200
_PLAIN: Final = re.compile(r"([1-9]\d{2,8})(?:\.00)?( ?KRW|원)?", re.ASCII)

_MARKS: Final[tuple[tuple[str, str], ...]] = (
    # The longer sign first: "NT$" holds "$".
    ("NT$", "TWD"),
    ("HK$", "HKD"),
    ("US$", "USD"),
    ("AU$", "AUD"),
    ("CA$", "CAD"),
    ("A$", "AUD"),
    ("C$", "CAD"),
    ("S$", "SGD"),
    ("R$", "BRL"),
    ("NZ$", "NZD"),
    ("$", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("¥", "JPY"),
    ("円", "JPY"),
    ("元", "CNY"),
    ("₫", "VND"),
    ("฿", "THB"),
    ("₹", "INR"),
    ("₽", "RUB"),
    ("₺", "TRY"),
    ("₱", "PHP"),
    ("ZŁ", "PLN"),
    ("달러", "USD"),
    ("유로", "EUR"),
    ("엔화", "JPY"),
    ("위안", "CNY"),
    ("₩", "KRW"),
    ("원", "KRW"),
)
_CODES: Final = (
    "KRW|WON|USD|EUR|EURO|EUROS|GBP|JPY|YEN|CNY|RMB|TWD|HKD|SGD|THB|VND|IDR|MYR|PHP|INR|AUD|NZD|CAD|CHF|"
    "SEK|NOK|DKK|PLN|CZK|HUF|RUB|TRY|BRL|MXN|AED|SAR|ILS|ZAR|UAH|KZT"
)
_CODE_NAMES: Final = {"WON": "KRW", "EURO": "EUR", "EUROS": "EUR", "YEN": "JPY", "RMB": "CNY"}
_CODE: Final = re.compile(rf"(?<![A-Z])(?:{_CODES})(?![A-Z])")
# The text is folded before these: no two spaces stand together. Digits are bounded, and begin where
# a number begins, so that no pattern tries one number from each of its digits.
_DIGITS: Final = r"(?<![\d.,])[\d.,]{1,20}"
_INSTALMENT: Final = re.compile(
    rf"[(\[]?(?:월|매월|매달) ?{_DIGITS} ?만?원?(?: ?[x×*] ?\d{{1,3}} ?(?:개월|회)?)? ?[)\]]?"
    rf"|{_DIGITS} ?만? ?(?:원|KRW|WON)? ?(?:/ ?(?:월|개월|MO\b|MONTH)|PER MONTH|A MONTH|씩)"
    r"|[x×] ?\d{1,3} ?(?:개월|회)|(?<!\d)\d{1,3} ?개월(?: ?무이자)?|(?<!\d)\d{1,3} ?회 ?분할"
)
_NOISE: Final = re.compile(
    r"(?<!\d)\d{1,3}(?:\.\d{1,3})? ?%|(?<!\d)\d ?\+ ?\d(?!\d)|"
    r"(?<!\d)\d{1,3} ?(?:개|장|SET|세트|PCS)(?![가-힣])"
)
# Groups of digits with separators between them; a space only before exactly three digits.
_NUMBER: Final = re.compile(r"\d+(?:(?:[.,']|\s(?=\d{3}(?!\d)))\d+)*")
_MANWON: Final = re.compile(
    rf"({_DIGITS}) ?만 ?(?:(\d[\d.,]{{0,9}}) ?(천)?)?|({_DIGITS}) ?천 ?(?=원|$)"
)
_RANGE: Final = re.compile(r"~|–|—|∼|부터|까지|\bFROM\b|\bTO\b|(?<=[\d원])\s*-\s*(?=[₩\d])")
_SALE_WORD: Final = re.compile(
    r"(?:할인가|판매가|세일가|특가|회원가|SALE(?: PRICE)?|NOW)\D{0,6}(?=\d)"
)
_NEGATIVE: Final = re.compile(r"(?:^|[\s(:₩])-\s*[₩\d]")
_DATE: Final = re.compile(
    r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})"
    r"(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?"
)


class PriceError(ValueError):
    """A text that is no price of one product; the message says why."""


@dataclass(frozen=True, slots=True)
class Price:
    """An amount and its ISO 4217 currency."""

    amount: Decimal
    currency: str


def parse_price(text: str, default_currency: str = "KRW") -> Price:
    """Parse the price of one product; of a range the lowest.

    Raises:
        PriceError: there is no amount, several without a range between them, none that a product
            costs (nought, negative, a billion), or only an instalment.
    """
    if (plain := _PLAIN.fullmatch(text)) is not None:  # as nearly all prices are
        return Price(Decimal(plain[1]), "KRW" if plain[2] else default_currency)
    folded = _folded(text)
    currency = currency_of(folded) or default_currency
    if _NEGATIVE.search(folded):
        raise PriceError(f"no price: {text[:60]!r}")
    rest = _INSTALMENT.sub(" ", folded)
    rest = _NOISE.sub(" ", rest)
    if (sale := _SALE_WORD.search(rest)) is not None:
        rest = rest[sale.end() :]
        amounts = _amounts(rest, currency)[:1]
    else:
        amounts = _amounts(rest, currency)
    if not amounts:
        kind = "only an instalment" if _INSTALMENT.search(folded) else "no price"
        raise PriceError(f"{kind}: {text[:60]!r}")
    if len(set(amounts)) > 1 and not _RANGE.search(rest):
        raise PriceError(f"several prices: {text[:60]!r}")
    amount = min(amounts)
    if not 0 < amount <= MAX_PRICE:
        raise PriceError(f"not a price: {text[:60]!r}")
    is_fraction = amount != amount.to_integral_value()
    if currency == "KRW" and is_fraction and amount < MIN_FRACTIONAL_PRICE:
        raise PriceError(f"the currency is unclear: {text[:60]!r}")
    return Price(amount, currency)


def currency_of(text: str) -> str | None:
    """Return the first currency that a text names by sign, code or word, None without any."""
    folded = _folded(text)
    found: list[tuple[int, int, str]] = []
    for order, (mark, code) in enumerate(_MARKS):
        if (at := folded.find(mark)) >= 0:
            found.append((at, order, code))
    if (match := _CODE.search(folded)) is not None:
        found.append((match.start(), -1, _CODE_NAMES.get(match.group(), match.group())))
    if not found:
        return None
    # "NT$590": the signs begin at 0 and at 2, and the longer one is meant; so it is with "US$".
    return min(found)[2]


def _folded(text: str) -> str:
    """Return a text with plain digits, signs and spaces, in capitals, cut to what a price takes."""
    folded = unicodedata.normalize("NFKC", text[:_MAX_CHARS]).upper()
    return " ".join(folded.replace("’", "'").split())


def _amounts(text: str, currency: str) -> list[Decimal]:
    amounts = [_manwon(match) for match in _MANWON.finditer(text)]
    rest = _MANWON.sub(" ", text)
    numbers = (_number(match.group(), currency) for match in _NUMBER.finditer(rest))
    return [*amounts, *(number for number in numbers if number is not None)]


def _manwon(match: re.Match[str]) -> Decimal:
    """Return the amount of `3.5만`, `3만 5천`, `3만5000` or `5천`."""
    if match[4]:
        return _decimal(match[4]) * 1000
    rest = _decimal(match[2]) * (1000 if match[3] else 1) if match[2] else Decimal(0)
    return _decimal(match[1]) * 10_000 + rest


def _decimal(text: str) -> Decimal:
    head, dot, tail = text.rstrip(".,").replace(",", "").partition(".")
    return Decimal(f"{head or 0}{dot and '.'}{tail.replace('.', '')}")


def _number(text: str, currency: str) -> Decimal | None:
    """Return the number of digits and separators; None where they make no sense together."""
    plain = text.replace(" ", "").replace("'", "")
    marks = [mark for mark in plain if mark in ".,"]
    if not marks:
        return Decimal(plain)
    head, _, tail = plain.rpartition(marks[-1])
    groups = re.split(r"[.,]", head)
    grouped = all(len(group) == 3 for group in groups[1:])
    if len(set(marks)) == 1:
        # Won and yen have no thousandths, and hundredths have two digits.
        if grouped and len(tail) == 3 and len(groups[0]) <= 3:
            return Decimal("".join(groups) + tail)
        return Decimal(f"{head}.{tail}") if len(marks) == 1 else None
    is_odd = len(tail) == 3 and currency == "KRW" and int(tail) > 0
    if not grouped or marks.count(marks[-1]) > 1 or is_odd:
        return None
    return Decimal(f"{''.join(groups)}.{tail}")


def in_force(period: str, now: datetime) -> bool:
    """Return whether `now` lies in a sale's period; true when there is none.

    Days and times without an offset are the shop's; a last day without a time is whole.
    """
    if not period.strip():
        return True
    matches = list(_DATE.finditer(period[:_MAX_CHARS]))
    if not matches or len(matches) > 2:
        return False
    try:
        if len(matches) == 1:
            moment = _bound(matches[0], is_end=period.strip().startswith(("/", "~")))
            return now <= moment if period.strip().startswith(("/", "~")) else now >= moment
        return _bound(matches[0], is_end=False) <= now < _bound(matches[1], is_end=True)
    except ValueError:
        return False


def _bound(match: re.Match[str], *, is_end: bool) -> datetime:
    day = date(int(match[1]), int(match[2]), int(match[3]))
    if match[4] is None:
        return datetime.combine(day + timedelta(days=is_end), time(), SHOP_ZONE)
    clock = time(int(match[4]), int(match[5]), int(match[6] or 0))
    offset = match[7]
    if offset is None:
        moment = datetime.combine(day, clock, SHOP_ZONE)
    else:
        text = "+00:00" if offset == "Z" else offset
        moment = datetime.fromisoformat(f"{day}T{clock.isoformat()}{text}")
    # 23:59 and 23:59:59 mean the whole minute or second.
    step = timedelta(seconds=1) if match[6] else timedelta(minutes=1)
    return moment + step if is_end else moment
