"""What an outfit is called: style, formality, warmth and gender presentation.

Two linear experts, one that sees the whole photo and one that sees the garments, are each a
multinomial logistic model; where both can speak, their logits are added with fitted weights (a
logarithmic opinion pool), and every result is calibrated.
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
from engine.schemas import ColourShare, Scored, Vector
from engine.sessions import ModelFileError

WEIGHTS: Final = Path(__file__).with_name("weights") / "style.npz"

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
"""Where embeddings are told apart: the same cloth says something else as a coat than as shoes."""
_FIT_KINDS: Final = ("slim", "regular", "over", "wide")


class Worn(Protocol):
    """What the model needs of a garment; those of a photo have it all."""

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
    """What is said of an outfit.

    Attributes:
        style: all nine, most probable first.
        formality: 1 (sport) to 5 (ceremony).
        warmth: 1 (hot days) to 4 (cold days).
        gender: how the outfit presents: f, m or u (unclear), most probable first.
    """

    style: tuple[Scored, ...]
    formality: int
    warmth: int
    gender: tuple[Scored, ...]


@dataclass(frozen=True, slots=True)
class Expert:
    """A multinomial logistic model for all four questions.

    Attributes:
        mean: `(d,)` of the inputs in training.
        scale: `(d,)` standard deviation of the inputs in training.
        weights: `(d, 21)`.
        bias: `(21,)`.
    """

    mean: Vector
    scale: Vector
    weights: Vector
    bias: Vector

    def logits(self, inputs: Vector) -> Vector:
        """Return `(…, 21)` logits of `(…, d)` inputs."""
        standard = np.clip((inputs - self.mean) / self.scale, -6, 6)
        return np.asarray(standard @ self.weights + self.bias, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Pooling:
    """Weights of the experts' logits for one question; a lone weight is an inverse temperature.

    Attributes:
        photo_alone: when there are no garments.
        garments_alone: when there is no whole photo.
        photo: when there are both.
        garments: when there are both.
    """

    photo_alone: float
    garments_alone: float
    photo: float
    garments: float


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


class StyleModel:
    """Names the style of an outfit; without state, so safe to share between threads."""

    def __init__(self, photo: Expert, garments: Expert, pooling: Mapping[str, Pooling]) -> None:
        """Wire the experts.

        Args:
            photo: reads the detector's features of the whole photo.
            garments: reads `outfit_vector`.
            pooling: for each name of `HEADS`.
        """
        self._photo = photo
        self._garments = garments
        self._pooling = pooling

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Self:
        """Read the weights.

        Raises:
            ModelFileError: the file is missing or is not one of this model.
        """
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as saved:
                return cls(
                    photo=_expert(saved, "photo"),
                    garments=_expert(saved, "garments"),
                    pooling={name: Pooling(*saved[f"pooling_{name}"].tolist()) for name in HEADS},
                )
        except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile) as error:
            raise ModelFileError(f"{path} does not hold the style model") from error

    def save(self, path: Path) -> None:
        """Write the weights, the large ones in half precision."""
        arrays: dict[str, NDArray[np.floating]] = {}
        for name, expert in (("photo", self._photo), ("garments", self._garments)):
            arrays[f"{name}_mean"] = expert.mean
            arrays[f"{name}_scale"] = expert.scale
            arrays[f"{name}_weights"] = expert.weights.astype(np.float16)
            arrays[f"{name}_bias"] = expert.bias
        for name, pooling in self._pooling.items():
            arrays[f"pooling_{name}"] = np.array(
                [
                    pooling.photo_alone,
                    pooling.garments_alone,
                    pooling.photo,
                    pooling.garments,
                ],
                dtype=np.float64,
            )
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
        if features is None and not garments:
            raise ValueError("an outfit needs a photo or garments")
        worn = outfit_vector(garments) if garments else None
        scores = self.scores(features, worn)
        return StyleResult(
            style=_ranked(STYLES, scores["style"]),
            formality=FORMALITIES[int(scores["formality"].argmax())],
            warmth=WARMTHS[int(scores["warmth"].argmax())],
            gender=_ranked(GENDERS, scores["gender"]),
        )

    def garment_logits(self, garments: Sequence[Worn], *, photographed: bool) -> Vector:
        """Return what the garments add to the `(9,)` logits of the styles.

        Args:
            garments: what is worn.
            photographed: whether the whole photo has its say, too.
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
        return {
            head: probabilities(_pool(self._pooling[head], part, photo, garments))
            for head, part in HEADS.items()
        }


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
        model: which said `style`.
        style: all nine, of an outfit.
        before: what is worn, at least one garment.
        after: what would be worn, at least one garment.
        photographed: whether `style` was said of a photo of the outfit, too.

    Raises:
        ValueError: nothing is worn, before or after.
    """
    if not before or not after:
        raise ValueError("only garments can be compared with garments")
    known = {scored.name: scored.score for scored in style}
    logits = np.log(np.maximum([known.get(name, 0.0) for name in STYLES], 1e-6))
    logits += model.garment_logits(after, photographed=photographed)
    logits -= model.garment_logits(before, photographed=photographed)
    return _ranked(STYLES, probabilities(logits.astype(np.float32)))


def _pool(pooling: Pooling, part: slice, photo: Vector | None, garments: Vector | None) -> Vector:
    if photo is not None and garments is not None:
        return photo[..., part] * pooling.photo + garments[..., part] * pooling.garments
    if photo is not None:
        return photo[..., part] * pooling.photo_alone
    assert garments is not None
    return garments[..., part] * pooling.garments_alone


def _expert(saved: Mapping[str, NDArray[np.floating]], name: str) -> Expert:
    return Expert(
        *(
            saved[f"{name}_{part}"].astype(np.float32)
            for part in ("mean", "scale", "weights", "bias")
        )
    )


def _ranked(names: Sequence[str], scores: Vector) -> tuple[Scored, ...]:
    order = np.argsort(-scores, kind="stable")
    return tuple(Scored(names[i], float(scores[i])) for i in order)
