"""Style model: style, formality, warmth and gender presentation of an outfit.

Two linear experts, one that sees the whole photo and one that sees the garments, are each a
multinomial logistic model; where both are available, their logits are added with fitted weights (a
logarithmic opinion pool), and every result is calibrated. The logits of the styles are shifted
towards the rare ones (logit adjustment, Menon et al., 2021), which are never named otherwise;
formality and warmth are ordered, so the median of their distribution is returned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import CATEGORIES, CATEGORY_SLOT, COLOURS, PATTERNS, STYLES, Slot, fits_of
from engine.models.style_experts import Expert, Pooling, expert_arrays, read_expert
from engine.schemas import ColourShare, Scored, Vector
from engine.sessions import ModelFileError

WEIGHTS: Final = Path(__file__).with_name("weights") / "style.npz"

LABELS_FILE: Final = "style_labels.npz"
"""Beside the weights, where an operator has trained labels of their own."""

FORMALITIES: Final = (1, 2, 3, 4, 5)
WARMTHS: Final = (1, 2, 3, 4)
GENDERS: Final = ("f", "m", "u")

HEADS: Final = {
    "style": slice(0, 9),
    "formality": slice(9, 14),
    "warmth": slice(14, 18),
    "gender": slice(18, 21),
}
"""Where the logits of each question stand in an expert's output."""

_EMBEDDING_DIMS: Final = 256
_REGIONS: Final = (
    frozenset({Slot.TOP}),
    frozenset({Slot.OUTER}),
    frozenset({Slot.PANTS, Slot.SHORTS, Slot.SKIRT}),
    frozenset({Slot.DRESS}),
    frozenset({Slot.SHOES}),
)
"""Slots whose embeddings are kept apart: the same cloth means something else as coat or shoes."""
_FIT_KINDS: Final = ("slim", "regular", "over", "wide")


class Worn(Protocol):
    """The attributes of a garment that the model reads; described ones of a photo have them."""

    @property
    def slot(self) -> Slot:
        """Where it is worn."""
        ...

    @property
    def categories(self) -> tuple[Scored, ...]:
        """What it may be, most probable first."""
        ...

    @property
    def colours(self) -> tuple[ColourShare, ...]:
        """Its colours, main colour first."""
        ...

    @property
    def pattern(self) -> str:
        """One of `PATTERNS`."""
        ...

    @property
    def fit(self) -> str | None:
        """One of `fits_of(slot)`, None for accessories."""
        ...

    @property
    def embedding(self) -> Vector:
        """Unit vector, `(256,)`."""
        ...


@dataclass(frozen=True, slots=True)
class WornItem:
    """A garment as it was stored: of a closet, of an answered photo."""

    categories: tuple[Scored, ...]
    colours: tuple[ColourShare, ...]
    pattern: str
    fit: str | None
    embedding: Vector

    @property
    def slot(self) -> Slot:
        """Where it is worn."""
        return CATEGORY_SLOT[self.categories[0].name]


@dataclass(frozen=True, slots=True)
class StyleResult:
    """The predictions for an outfit.

    Attributes:
        style: all nine, most probable first.
        formality: 1 (sport) to 5 (ceremony).
        warmth: 1 (hot days) to 4 (cold days).
        gender: how the outfit presents: f, m or u (unclear), most probable first.
        labels: the same outfit in an operator's own labels, where they have trained some.
    """

    style: tuple[Scored, ...]
    formality: int
    warmth: int
    gender: tuple[Scored, ...]
    labels: tuple[Scored, ...] = ()


def outfit_vector(garments: Sequence[Worn]) -> Vector:
    """Describe the garments of an outfit by numbers that do not depend on their order.

    Returns:
        `(d,)`: for each category the highest probability, for each pattern and fit whether it is
        there, for each colour its mean share, the mean of the embeddings, then for each of
        `_REGIONS` the sum of the embeddings of what is worn there.
    """
    categories = np.zeros(len(CATEGORIES), dtype=np.float32)
    patterns = np.zeros(len(PATTERNS), dtype=np.float32)
    fits = np.zeros((2, len(_FIT_KINDS)), dtype=np.float32)
    colours = np.zeros(len(COLOURS), dtype=np.float32)
    embedding = np.zeros(_EMBEDDING_DIMS, dtype=np.float32)
    of_region = np.zeros((len(_REGIONS), _EMBEDDING_DIMS), dtype=np.float32)
    for garment in garments:
        for scored in garment.categories:
            index = CATEGORIES.index(scored.name)
            categories[index] = max(categories[index], scored.score)
        patterns[PATTERNS.index(garment.pattern)] = 1
        if garment.fit is not None:
            is_bottom = "wide" in fits_of(CATEGORY_SLOT[garment.categories[0].name])
            fits[int(is_bottom), _FIT_KINDS.index(garment.fit)] = 1
        for colour in garment.colours:
            colours[COLOURS.index(colour.name)] += colour.share / len(garments)
        embedding += garment.embedding / len(garments)
        for region, slots in enumerate(_REGIONS):
            if garment.slot in slots:
                of_region[region] += garment.embedding
    return np.concatenate(
        [categories, patterns, fits.ravel(), colours, embedding, of_region.ravel()]
    )


def probabilities(logits: Vector) -> Vector:
    """Return the softmax over the last axis."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True), dtype=np.float32)


def median(scores: Vector) -> NDArray[np.int64]:
    """Return the place of the median of probabilities `(…, answers)` of ordered answers."""
    return np.asarray((np.cumsum(scores, -1) < 0.5).sum(-1).clip(max=scores.shape[-1] - 1))


@dataclass(frozen=True, slots=True)
class StyleLabels:
    """Names an outfit in an operator's own words, such as K-Fashion's 23.

    Attributes:
        names: of the labels.
        photo: reads the detector's features of the whole photo; gives a logit a label.
        garments: reads `outfit_vector`; gives a logit a label.
        pooling: of the two.
    """

    names: tuple[str, ...]
    photo: Expert
    garments: Expert
    pooling: Pooling

    @classmethod
    def load(cls, path: Path) -> Self | None:
        """Read the weights; None when there are none.

        Raises:
            ModelFileError: the file is not one of this model.
        """
        if not path.exists():
            return None
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as saved:
                return cls(
                    names=tuple(str(name) for name in saved["names"]),
                    photo=read_expert(saved, "photo"),
                    garments=read_expert(saved, "garments"),
                    pooling=Pooling(*saved["pooling"].tolist()),
                )
        except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile) as error:
            raise ModelFileError(f"{path} does not hold style labels") from error

    def save(self, path: Path) -> None:
        """Write the weights."""
        np.savez_compressed(
            path,
            allow_pickle=False,
            names=np.array(self.names),
            pooling=self.pooling.as_array(),
            **expert_arrays("photo", self.photo),
            **expert_arrays("garments", self.garments),
        )

    def scores(self, features: Vector | None, worn: Vector | None) -> Vector:
        """Return the probabilities of the labels; arguments as of `StyleModel.scores`."""
        photo = None if features is None else self.photo.logits(features)
        garments = None if worn is None else self.garments.logits(worn)
        return probabilities(self.pooling.pool(photo, garments))

    def predict(self, features: Vector | None, worn: Vector | None) -> tuple[Scored, ...]:
        """Return the labels of one outfit, most probable first."""
        return ranked(self.names, self.scores(features, worn))


class StyleModel:
    """Names the style of an outfit; without state, so safe to share between threads."""

    def __init__(
        self,
        photo: Expert,
        garments: Expert,
        pooling: Mapping[str, Pooling],
        shift: Vector | None = None,
        labels: StyleLabels | None = None,
    ) -> None:
        """Wire the experts.

        Args:
            photo: reads the detector's features of the whole photo.
            garments: reads `outfit_vector`.
            pooling: for each name of `HEADS`.
            shift: `(9,)` added to the pooled logits of the styles; nothing when None.
            labels: what names outfits in an operator's own words, where they have trained some.
        """
        self._photo = photo
        self._garments = garments
        self._pooling = pooling
        self._shift = np.zeros(len(STYLES), np.float32) if shift is None else shift
        self._labels = labels

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Self:
        """Read the weights, and those of an operator's labels where they are beside them.

        Raises:
            ModelFileError: the file is missing or is not one of this model.
        """
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as saved:
                return cls(
                    photo=read_expert(saved, "photo"),
                    garments=read_expert(saved, "garments"),
                    pooling={name: Pooling(*saved[f"pooling_{name}"].tolist()) for name in HEADS},
                    shift=saved["shift"].astype(np.float32),
                    labels=StyleLabels.load(path.with_name(LABELS_FILE)),
                )
        except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile) as error:
            raise ModelFileError(f"{path} does not hold the style model") from error

    def save(self, path: Path) -> None:
        """Write the weights, the large ones in half precision."""
        arrays = {
            **expert_arrays("photo", self._photo),
            **expert_arrays("garments", self._garments),
            **{f"pooling_{name}": pooling.as_array() for name, pooling in self._pooling.items()},
            "shift": self._shift,
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, allow_pickle=False, **arrays)

    def predict(self, features: Vector | None, garments: Sequence[Worn]) -> StyleResult:
        """Say what an outfit is, worn in a photo or laid together from a closet.

        Args:
            features: the detector's features of the photo; None where the photo shows no outfit,
                such as a product.
            garments: what is worn; may be empty when there are features.

        Raises:
            ValueError: there are neither features nor garments.
        """
        worn = outfit_vector(garments) if garments else None
        scores = self.scores(features, worn)
        return StyleResult(
            style=ranked(STYLES, scores["style"]),
            formality=FORMALITIES[int(median(scores["formality"]))],
            warmth=WARMTHS[int(median(scores["warmth"]))],
            gender=ranked(GENDERS, scores["gender"]),
            labels=self._labels.predict(features, worn) if self._labels is not None else (),
        )

    def garment_logits(self, garments: Sequence[Worn], *, photographed: bool) -> Vector:
        """Return what the garments add to the `(9,)` logits of the styles.

        Args:
            garments: what is worn.
            photographed: whether the whole photo is used as well.
        """
        pooling = self._pooling["style"]
        weight = pooling.garments if photographed else pooling.garments_alone
        return self._garments.logits(outfit_vector(garments))[..., HEADS["style"]] * weight

    def scores(self, features: Vector | None, worn: Vector | None) -> dict[str, Vector]:
        """Return the probabilities of every answer, for one outfit or for many.

        Args:
            features: `(…, 864)` of whole photos, or None.
            worn: `(…, d)` of `outfit_vector`, or None; not both are None.

        Returns:
            For each name of `HEADS`, `(…, answers)`.
        """
        photo = None if features is None else self._photo.logits(features)
        garments = None if worn is None else self._garments.logits(worn)
        scores = {}
        for head, part in HEADS.items():
            logits = self._pooling[head].pool(
                None if photo is None else photo[..., part],
                None if garments is None else garments[..., part],
            )
            scores[head] = probabilities(logits + self._shift if head == "style" else logits)
        return scores


def changed(
    model: StyleModel,
    style: Sequence[Scored],
    before: Sequence[Worn],
    after: Sequence[Worn],
    *,
    photographed: bool = True,
) -> tuple[Scored, ...]:
    """Return what the style would be if other garments were worn, all else the same.

    The experts' logits are added, so that the photo's part need not be known: it is in `style`.

    Args:
        model: which predicted `style`.
        style: all nine, of an outfit.
        before: what is worn, at least one garment.
        after: what would be worn, at least one garment.
        photographed: whether the whole photo was used for `style` as well.

    Raises:
        ValueError: nothing is worn, before or after.
    """
    if not before or not after:
        raise ValueError("only garments can be compared with garments")
    known = {scored.name: scored.score for scored in style}
    logits = np.log(np.maximum([known.get(name, 0.0) for name in STYLES], 1e-6))
    logits += model.garment_logits(after, photographed=photographed)
    logits -= model.garment_logits(before, photographed=photographed)
    return ranked(STYLES, probabilities(logits.astype(np.float32)))


def ranked(names: Sequence[str], scores: Vector) -> tuple[Scored, ...]:
    """Return names with their scores, highest first."""
    order = np.argsort(-scores, kind="stable")
    return tuple(Scored(names[i], float(scores[i])) for i in order)
