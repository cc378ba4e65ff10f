"""What style one product has, from the shop's words and from what kind of garment it is.

A single product on plain ground carries little of the mood that an outfit photo has; its title
("트랙 팬츠", "ruffle blouse") carries much. Each word and each fact is evidence that moves the log
probabilities of the styles away from their base rate (naive Bayes). Evidence is not independent,
so that of `n` words is divided by a fitted power of `n`. What is unknown moves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import CATEGORY_SLOT, STYLES, fits_of
from config.vocabulary import Lexicon, normalise
from engine.models.style import probabilities
from engine.schemas import Scored
from engine.sessions import ModelFileError

WEIGHTS: Final = Path(__file__).with_name("weights") / "product_style.json"

MAX_TEXT_CHARS: Final = 1000
"""Of title and description; what stands further down a product's page is about shipping."""

Lifts = NDArray[np.float64]


def product_facts(
    category: str, pattern: str | None, fit: str | None, colours: Sequence[str]
) -> tuple[str, ...]:
    """Return the names of what is known of a product, as the weights have them.

    A fit means something else for a top than for trousers; of the colours the main one counts.
    """
    facts = [f"category:{category}"]
    if pattern:
        facts.append(f"pattern:{pattern}")
    if fit:
        worn = "bottom" if "wide" in fits_of(CATEGORY_SLOT[category]) else "top"
        facts.append(f"{worn}_fit:{fit}")
    return (*facts, *(f"colour:{colour}" for colour in colours[:1]))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What training has found; a lift is `log P(style | seen) - log P(style)`.

    Attributes:
        base: `(9,)` share of each style, summing to 1.
        words: word → `(9,)` lifts.
        facts: name of `product_facts` → `(9,)` lifts.
        damping: the lifts of `n` words are divided by `n ** damping`.
        fact_weight: by which the lifts of facts are multiplied.
    """

    base: Lifts
    words: Mapping[str, Lifts]
    facts: Mapping[str, Lifts]
    damping: float
    fact_weight: float


class ProductStyle:
    """Names the style of a product; without state, so safe to share between threads."""

    def __init__(self, evidence: Evidence) -> None:
        """Prepare the words to be found in a text."""
        self._evidence = evidence
        self._lexicon = Lexicon({word: (word,) for word in evidence.words})

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Self:
        """Read the weights.

        Raises:
            ModelFileError: the file is missing or is not one of this model.
        """
        try:
            saved = json.loads(path.read_text(encoding="utf-8"))
            return cls(_evidence(saved))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelFileError(f"{path} does not hold the product style model") from error

    def save(self, path: Path) -> None:
        """Write the weights."""
        saved = {
            "styles": STYLES,
            "base": [round(share, 4) for share in self._evidence.base.tolist()],
            "damping": self._evidence.damping,
            "fact_weight": self._evidence.fact_weight,
            "facts": _table(self._evidence.facts),
            "words": _table(self._evidence.words),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(saved, ensure_ascii=False) + "\n", encoding="utf-8")

    def predict(self, text: str, facts: Iterable[str] = ()) -> tuple[Scored, ...]:
        """Say what style a product is.

        Args:
            text: title and description, as the shop wrote them, Korean or English.
            facts: of `product_facts`; unknown ones count for nothing.

        Returns:
            All nine styles, most probable first.
        """
        scores = self.scores(text, facts)
        order = np.argsort(-scores, kind="stable")
        return tuple(Scored(STYLES[i], float(scores[i])) for i in order)

    def scores(self, text: str, facts: Iterable[str] = ()) -> NDArray[np.float32]:
        """Return `(9,)` probabilities in the order of `STYLES`."""
        found = {word for word, _ in self._lexicon.find(normalise(text[:MAX_TEXT_CHARS]))}
        return self.weigh(found, facts)

    def weigh(self, words: Iterable[str], facts: Iterable[str] = ()) -> NDArray[np.float32]:
        """Return `(9,)` probabilities given which words and facts there are."""
        evidence = self._evidence
        # Sorted, since floats added in the order of a set differ from run to run.
        lifts = [evidence.words[word] for word in sorted(words) if word in evidence.words]
        logits = np.log(evidence.base)
        if lifts:
            logits = logits + np.sum(lifts, axis=0) / len(lifts) ** evidence.damping
        for fact in facts:
            if fact in evidence.facts:
                logits = logits + evidence.facts[fact] * evidence.fact_weight
        return probabilities(logits)


def _evidence(saved: Mapping[str, Any]) -> Evidence:
    if tuple(saved["styles"]) != STYLES:
        raise ValueError("the styles are others")
    return Evidence(
        base=_row(saved["base"]),
        words={word: _row(lifts) for word, lifts in saved["words"].items()},
        facts={fact: _row(lifts) for fact, lifts in saved["facts"].items()},
        damping=float(saved["damping"]),
        fact_weight=float(saved["fact_weight"]),
    )


def _row(values: Sequence[float]) -> Lifts:
    row = np.array(values, dtype=np.float64)
    if row.shape != (len(STYLES),) or not np.isfinite(row).all():
        raise ValueError("a row must have one number a style")
    return row


def _table(rows: Mapping[str, Lifts]) -> dict[str, list[float]]:
    return {name: [round(lift, 2) for lift in rows[name].tolist()] for name in sorted(rows)}
