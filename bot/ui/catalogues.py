"""Format the bot's sentences and numbers in Korean and English.

A sentence has a key (`photo.received`). The catalogues `locales/<language>.po`, one folder beside
the modules of each feature, hold its wording in every language, English included, so that wording
changes in one place. Values are filled in by name.
"""

from __future__ import annotations

import gettext
import html
import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_percent

from config.errors import CoordiError

LANGUAGES: Final = ("ko", "en")
_roots = [Path(__file__).parents[1]]
"""The folders below which catalogues are looked for: at first that of the package `bot`."""

_CIRCLED_ONE: Final = 0x2460
_CIRCLED: Final = 20
_FINALS: Final = 28
"""How many ways a Korean syllable can end, none included."""


class DuplicateSentenceError(CoordiError):
    """Two catalogues have a sentence of the same key."""

    code = "duplicate_sentence"


class Html(str):
    """A text that is already HTML; every other text is escaped where it goes into one."""

    __slots__ = ()


def escape(text: str) -> Html:
    """Return a text from outside as HTML that shows it."""
    return Html(html.escape(text, quote=True))


def join(separator: str, parts: Iterable[Html]) -> Html:
    """Return HTML parts joined by HTML."""
    return Html(separator.join(parts))


def capped(text: str, chars: int) -> str:
    """Return a text from outside on one line, at most `chars` long."""
    line = " ".join(text.split())
    return line if len(line) <= chars else line[: chars - 1].rstrip() + "…"


def language_of(code: str | None) -> str:
    """Return the language to speak with someone whose Telegram speaks `code` (IETF tag)."""
    return "ko" if (code or "").lower().split("-")[0] == "ko" else "en"


def circled(number: int) -> str:
    """Return ① for 1, up to ⑳."""
    return chr(_CIRCLED_ONE + number - 1) if 1 <= number <= _CIRCLED else f"({number})"


class _Word(str):
    """A value that takes the Korean particle that fits it: `{name:을/를}`."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        closed, _, open_ = spec.partition("/")
        if not open_:
            return str(self)
        return f"{self}{closed if _ends_in_consonant(self) else open_}"


def _ends_in_consonant(word: str) -> bool:
    """Return whether the last syllable of a Korean word has a final consonant."""
    last = word[-1:]
    return "가" <= last <= "힣" and (ord(last) - ord("가")) % _FINALS != 0


class Texts:
    """The sentences of one language. Get one by `texts`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = Locale.parse(language)
        compiled = io.BytesIO()
        write_mo(compiled, _merged_catalogues(language))
        compiled.seek(0)
        self._translations = gettext.GNUTranslations(compiled)

    def text(self, key: str, **values: object) -> str:
        """Return a sentence as plain text, for buttons and toasts."""
        words = {name: _Word(v) if isinstance(v, str) else v for name, v in values.items()}
        return self._translations.gettext(key).format(**words)

    def html(self, key: str, **values: object) -> Html:
        """Return a sentence as HTML; values are escaped unless they are `Html`."""
        return Html(self._translations.gettext(key).format(**_escaped(values)))

    def plural(self, key: str, n: int, **values: object) -> Html:
        """Return a sentence about `n` things as HTML, in the form that the number wants."""
        wording = self._translations.ngettext(key, key, n)
        return Html(wording.format(n=n, **_escaped(values)))

    def label(self, family: str, name: str) -> str:
        """Return the name of a taxonomy id; a family is `category`, `colour` and so on."""
        return self._translations.gettext(f"{family}.{name}")

    def label_within(self, family: str, name: str) -> str:
        """Return a name as it stands within a sentence: a dress, but a T-shirt."""
        words = self.label(family, name)
        return words[0].lower() + words[1:] if words[1:2].islower() else words

    def error(self, code: str) -> Html:
        """Return the sentence for the code of an error that a person is meant to read."""
        return Html(self._translations.gettext(f"error.{code}"))

    def price(self, amount: int, currency: str) -> str:
        """Return a price: 39,000원 or ₩39,000."""
        if self.language == "ko" and currency == "KRW":
            return f"{amount:,}원"
        return format_currency(amount, currency, locale=self._locale)

    def percent(self, share: float) -> str:
        """Return a share of 0 to 1 as a percentage."""
        return format_percent(share, locale=self._locale)


def add_catalogues(folder: Path) -> None:
    """Look for catalogues below another folder, too."""
    if not any(folder.is_relative_to(root) for root in _roots):
        _roots.append(folder)
        texts.cache_clear()


def catalogue_files(language: str) -> list[Path]:
    """Return the catalogues of a language, one per feature."""
    return sorted(path for root in _roots for path in root.rglob(f"locales/{language}.po"))


def _merged_catalogues(language: str) -> Catalog:
    """Return all catalogues of a language as one.

    Raises:
        DuplicateSentenceError: two of them have a sentence of the same key.
    """
    merged = Catalog(locale=language)
    for path in catalogue_files(language):
        with path.open("rb") as source:
            catalogue = read_po(source, locale=language, abort_invalid=True)
        for message in catalogue:
            if message.id and message.id in merged:
                raise DuplicateSentenceError(f"{path}: another catalogue has {message.id}, too")
            if message.id:
                merged[message.id] = message
    return merged


def _escaped(values: dict[str, object]) -> dict[str, object]:
    return {
        name: value if isinstance(value, Html | int | float) else _Word(escape(str(value)))
        for name, value in values.items()
    }


@cache
def texts(language: str) -> Texts:
    """Return the sentences of a language, English when there is none of that name."""
    return Texts(language if language in LANGUAGES else "en")
