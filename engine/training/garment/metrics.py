"""Metrics of the garment model, as the project's evaluation defines them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_fscore_support

from config.taxonomy import CATEGORIES, CATEGORY_SLOT, CLOSET_CLASSES, COLOURS, Slot
from engine.training.garment.data import Example

Floats = NDArray[np.floating[Any]]

_TEN_BY_CATEGORY: Final = {
    "t-shirt": ("t_shirt", "polo", "sleeveless", "training_top"),
    "longsleeve": ("long_sleeve", "sweatshirt", "sweater", "hoodie"),
    "shirt": ("shirt", "blouse"),
    "outwear": ("jacket", "coat", "parka", "padded_jacket", "blazer", "cardigan", "vest"),
    "hat": ("hat",),
}
_TEN_BY_SLOT: Final = {
    Slot.PANTS: "pants",
    Slot.SHORTS: "shorts",
    Slot.SKIRT: "skirt",
    Slot.DRESS: "dress",
    Slot.SHOES: "shoes",
}
CLOSET_TEN: Final = MappingProxyType(
    {c: _TEN_BY_SLOT[s] for c, s in CATEGORY_SLOT.items() if s in _TEN_BY_SLOT}
    | {c: ten for ten, group in _TEN_BY_CATEGORY.items() for c in group}
)
"""Fold of the categories onto the ten classes of the published closet subset."""

TOP_K: Final = 10


def fold_accuracy(truth: Sequence[str], predicted: Sequence[str], fold: Mapping[str, str]) -> float:
    """Return the accuracy of predictions folded into the classes of `truth`."""
    hits = [t == fold.get(s, "none") for t, s in zip(truth, predicted, strict=True)]
    return float(np.mean(hits))


def macro_scores(truth: Sequence[str], predicted: Sequence[str]) -> dict[str, Any]:
    """Return accuracy, macro precision, recall and F1 over the classes of `truth`, F1 of each."""
    classes = sorted(set(truth))
    p, r, f, _ = precision_recall_fscore_support(
        truth, predicted, labels=classes, average="macro", zero_division=0
    )
    each = precision_recall_fscore_support(
        truth, predicted, labels=classes, average=None, zero_division=0
    )[2]
    return {
        "accuracy": float(np.mean(np.array(truth) == np.array(predicted))),
        "macro_precision": float(p),
        "macro_recall": float(r),
        "macro_f1": float(f),
        "n": len(truth),
        "f1": {c: round(float(v), 3) for c, v in zip(classes, each, strict=True)},
    }


def seed_scores(truth: Sequence[str], predicted: Sequence[str]) -> dict[str, Any]:
    """Return `macro_scores` over the 21 closet classes, of garments that belong to one."""
    pairs = [
        (CLOSET_CLASSES[t], CLOSET_CLASSES.get(s, "none"))
        for t, s in zip(truth, predicted, strict=True)
        if t in CLOSET_CLASSES
    ]
    return macro_scores([t for t, _ in pairs], [s for _, s in pairs])


def colour_hits(truth: Sequence[str], predicted: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return how often the main colour is right, and how often it is among the first two."""
    pairs = list(zip(truth, predicted, strict=True))
    return {
        "top1": float(np.mean([t == s[0] for t, s in pairs])),
        "top2": float(np.mean([t in s[:2] for t, s in pairs])),
        "n": len(pairs),
    }


def nearest(queries: Floats, gallery: Floats) -> NDArray[np.int64]:
    """Return the rows of the `TOP_K` nearest of `gallery` to each query, (queries, `TOP_K`)."""
    return np.asarray(np.argsort(-queries @ gallery.T, axis=1)[:, :TOP_K], np.int64)


def retrieval_precision(
    embeddings: Floats, examples: Sequence[Example], in_gallery: NDArray[np.bool_]
) -> dict[str, float]:
    """Return precision among the ten nearest, by category, by colour and by both.

    Args:
        embeddings: unit rows, one an example.
        examples: with known category and colour.
        in_gallery: which of them are searched in; the others are the queries.

    Returns:
        The three precisions, and as `*_most` what a perfect ranking would reach: a gallery that
        holds three yellow skirts cannot give ten.
    """
    category = np.array([e.categories[0] for e in examples])
    colour = np.array([e.colour for e in examples])
    near = nearest(embeddings[~in_gallery], embeddings[in_gallery])
    result: dict[str, float] = {}
    for name, label in (
        ("category", category),
        ("colour", colour),
        ("both", category * len(COLOURS) + colour),
    ):
        held, queries = label[in_gallery], label[~in_gallery]
        result[f"{name}_p10"] = float((held[near] == queries[:, None]).mean())
        most = np.minimum((held[None] == queries[:, None]).sum(1), TOP_K) / TOP_K
        result[f"{name}_most"] = float(most.mean())
    return result | {
        "gallery": int(in_gallery.sum()),
        "queries": int((~in_gallery).sum()),
    }


def view_recall(originals: Floats, altered: Floats) -> dict[str, float]:
    """Return how often the nearest original of an altered photo is its own (also of ten)."""
    near = nearest(altered, originals)
    hit = near == np.arange(len(altered))[:, None]
    return {
        "recall1": float(hit[:, 0].mean()),
        "recall10": float(hit.any(1).mean()),
        "n": len(altered),
    }


def reliability(scores: Floats, right: NDArray[np.bool_], bins: int = 10) -> list[dict[str, float]]:
    """Return, per bin of the score, its mean, how often it was right, and how many there are."""
    place = np.minimum((scores * bins).astype(int), bins - 1)
    return [
        {
            "score": float(scores[place == b].mean()),
            "right": float(right[place == b].mean()),
            "n": int((place == b).sum()),
        }
        for b in range(bins)
        if (place == b).any()
    ]


def calibration_error(curve: Sequence[Mapping[str, float]]) -> float:
    """Return the expected calibration error of a `reliability` curve."""
    total = sum(b["n"] for b in curve)
    return float(sum(abs(b["score"] - b["right"]) * b["n"] for b in curve) / total)


def selective(
    scores: Floats, right: NDArray[np.bool_], least_right: float = 0.97
) -> tuple[float, float]:
    """Return the lowest threshold above which `least_right` is right, and the part kept."""
    order = np.argsort(-scores)
    share_right = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(share_right >= least_right)
    if not len(enough):
        return 1.0, 0.0
    last = int(enough[-1])
    return float(scores[order[last]]), (last + 1) / len(order)


def truth_names(examples: Sequence[Example]) -> list[str]:
    """Return the category that each example is measured against."""
    return [CATEGORIES[e.categories[0]] for e in examples]


def colour_names(examples: Sequence[Example]) -> list[str]:
    """Return the colour that each example is measured against."""
    return [COLOURS[e.colour] for e in examples]
