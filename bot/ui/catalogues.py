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
"""How many finals a Korean syllable can have, none included."""


class DuplicateSentenceError(CoordiError):
    """Two catalogues have a sentence of the same key."""

    code = "duplicate_sentence"


class Html(str):
    """A text that is HTML already; other texts are escaped when they are filled into one."""

    __slots__ = ()


def escape(text: str) -> Html:
    """Escape a text from outside for HTML."""
    return Html(html.escape(text, quote=True))


def join(separator: str, parts: Iterable[Html]) -> Html:
    """Join HTML parts by an HTML separator."""
    return Html(separator.join(parts))


def capped(text: str, chars: int) -> str:
    """Return a text from outside as one line of at most `chars` characters."""
    line = " ".join(text.split())
    return line if len(line) <= chars else line[: chars - 1].rstrip() + "…"


def language_of(code: str | None) -> str:
    """Return the language for a Telegram user's language code (IETF tag), English by default."""
    return "ko" if (code or "").lower().split("-")[0] == "ko" else "en"


def circled(number: int) -> str:
    """Return ① for 1, up to ⑳."""
    return chr(_CIRCLED_ONE + number - 1) if 1 <= number <= _CIRCLED else f"({number})"


class _Value(str):
    """A value that is followed by the Korean particle which fits it: `{name:을/를}`."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        after_consonant, _, after_vowel = spec.partition("/")
        if not after_vowel:
            return str(self)
        return f"{self}{after_consonant if _ends_in_consonant(self) else after_vowel}"


def _ends_in_consonant(word: str) -> bool:
    """Return whether the last syllable of a Korean word has a final consonant."""
    last = word[-1:]
    return "가" <= last <= "힣" and (ord(last) - ord("가")) % _FINALS != 0


class Texts:
    """Formats the sentences of a language; `texts` returns the one of each language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = Locale.parse(language)
        compiled = io.BytesIO()
        write_mo(compiled, _merged_catalogues(language))
        compiled.seek(0)
        self._translations = gettext.GNUTranslations(compiled)

    def text(self, key: str, **values: object) -> str:
        """Return a sentence as plain text, for buttons and toasts."""
        filled = {name: _Value(v) if isinstance(v, str) else v for name, v in values.items()}
        return self._translations.gettext(key).format(**filled)

    def html(self, key: str, **values: object) -> Html:
        """Return a sentence as HTML; values are escaped unless they are `Html`."""
        return Html(self._translations.gettext(key).format(**_escaped(values)))

    def plural(self, key: str, n: int, **values: object) -> Html:
        """Return a sentence about `n` things as HTML, in the plural form of the number."""
        wording = self._translations.ngettext(key, key, n)
        return Html(wording.format(n=n, **_escaped(values)))

    def label(self, family: str, name: str) -> str:
        """Return the sentence `family.name`, such as the name of a taxonomy id: `colour.navy`."""
        return self._translations.gettext(f"{family}.{name}")

    def label_within(self, family: str, name: str) -> str:
        """Return a label as it is written within a sentence: a dress, but a T-shirt."""
        label = self.label(family, name)
        return label[0].lower() + label[1:] if label[1:2].islower() else label

    def error(self, code: str) -> Html:
        """Return the sentence for an error code, as HTML."""
        return Html(self._translations.gettext(f"error.{code}"))

    def price(self, amount: int, currency: str) -> str:
        """Format a price: 39,000원 or ₩39,000."""
        if self.language == "ko" and currency == "KRW":
            return f"{amount:,}원"
        return format_currency(amount, currency, locale=self._locale)

    def percent(self, share: float) -> str:
        """Format a share of 0 to 1 as a percentage."""
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
        name: value if isinstance(value, Html | int | float) else _Value(escape(str(value)))
        for name, value in values.items()
    }


@cache
def texts(language: str) -> Texts:
    """Return the sentences of a language; those in English if it is unknown."""
    return Texts(language if language in LANGUAGES else "en")
