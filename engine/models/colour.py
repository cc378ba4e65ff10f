"""Colours of a garment: clusters of its pixels in CIELAB, with K-Fashion's 21 names.

Nearest swatch is a poor name: a photographed "black" is dark grey, a "white" shirt in the shade is
sky blue. So names come from a classifier of CIELAB fitted on labelled garments, and from the
network, which has seen what the garment is and what light surrounds it; both are blended.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from config.taxonomy import COLOURS
from engine.schemas import ColourShare
from engine.sessions import ModelFileError
from engine.vision.cielab import lab_to_rgb, rgb_to_lab

Floats = NDArray[np.float64]

WEIGHTS: Final = Path(__file__).parent / "weights" / "colour_names.npz"

_SIDE_PX: Final = 112
_PIXELS: Final = 800
_CLUSTERS: Final = 5
_ITERATIONS: Final = 12
_SETTLED: Final = 0.05
"""How far, in CIELAB units, no centre may move for the clusters to be done."""
_FOREGROUND: Final = 0.5
_SAME_DELTA_E: Final = 10.0
"""Clusters nearer than this are one colour under uneven light."""
_LIGHTNESS_WEIGHT: Final = 0.5
"""Folds and shadows change lightness far more than hue, so it counts half in that distance."""
_LEAST_SHARE: Final = 0.12
_MOST_NAMED: Final = 3
_LIKELY: Final = 3.0
"""How much of a surface a colour's probability of being the main one is worth, in the order."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Pixels of about one colour.

    Attributes:
        lab: mean CIELAB (D65), shape (3,).
        share: part of the foreground, 0 to 1.
    """

    lab: Floats
    share: float

    @property
    def hex(self) -> str:
        """The colour itself in sRGB, `#rrggbb`."""
        rgb = np.clip(lab_to_rgb(self.lab[None])[0] * 255, 0, 255)
        return "#{:02x}{:02x}{:02x}".format(*(round(v) for v in rgb))


@dataclass(frozen=True, slots=True)
class ColourNames:
    """The classifier of CIELAB values: multinomial logistic regression on cubic terms.

    Attributes:
        weights: (20, 21), from the terms of `cubic_terms` to logits of `COLOURS`.
        network_weight: exponent of the network's probabilities in the blend.
        cluster_weight: exponent of the classifier's probabilities in the blend.
        second_least: least blended probability at which the main colour's second best name is
            given as well.
    """

    weights: Floats
    network_weight: float = 1.0
    cluster_weight: float = 0.5
    second_least: float = 0.15

    @classmethod
    def read(cls, path: Path = WEIGHTS) -> ColourNames:
        """Read the fitted classifier.

        Raises:
            ModelFileError: the file is missing or holds something else.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                return cls(
                    file["weights"].astype(np.float64),
                    float(file["network_weight"]),
                    float(file["cluster_weight"]),
                    float(file["second_least"]),
                )
        except (OSError, ValueError, KeyError) as error:
            raise ModelFileError(f"{path} holds no colour classifier") from error

    def save(self, path: Path) -> None:
        """Write the classifier to an `.npz` file."""
        np.savez_compressed(
            path,
            weights=self.weights.astype(np.float32),
            network_weight=self.network_weight,
            cluster_weight=self.cluster_weight,
            second_least=self.second_least,
        )

    def probabilities(self, lab: Floats) -> Floats:
        """Return the probability of each colour name for CIELAB rows (n, 3): (n, 21)."""
        return softmax(cubic_terms(lab) @ self.weights)


@cache
def default_names() -> ColourNames:
    """Return the classifier that ships with the project, read once."""
    return ColourNames.read()


def softmax(logits: NDArray[Any]) -> Floats:
    """Return probabilities along the last axis."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True), np.float64)


def cubic_terms(lab: Floats) -> Floats:
    """Return all products of up to three of L*, a*, b* (scaled to about one), (n, 20)."""
    scaled = lab / np.array([50.0, 40.0, 40.0]) - np.array([1.0, 0.0, 0.0])
    # Saturated colours would run away in the cubic terms.
    scaled = np.clip(scaled, -2.0, 2.0)
    terms = [np.ones(len(lab))]
    for degree in (1, 2, 3):
        terms += [
            scaled[:, list(axes)].prod(1)
            for axes in combinations_with_replacement(range(3), degree)
        ]
    return np.stack(terms, 1)


def foreground_clusters(pixels: NDArray[np.uint8], mask: NDArray[np.float32]) -> list[Cluster]:
    """Cluster the colours of a garment.

    Args:
        pixels: RGB, (h, w, 3).
        mask: probability of being the garment, any size, over the same area.

    Returns:
        Largest first; at least one.
    """
    side = (_SIDE_PX, _SIDE_PX)
    small = np.asarray(cv2.resize(pixels, side, interpolation=cv2.INTER_AREA), np.uint8)
    weight = np.asarray(cv2.resize(mask, side, interpolation=cv2.INTER_LINEAR), np.float32).ravel()
    inside = weight > _FOREGROUND
    if inside.mean() < 0.01:
        # Nothing stands out: take the hundredth that looks most like a garment.
        inside = weight >= np.partition(weight, -_SIDE_PX)[-_SIDE_PX]
    garment = small.reshape(-1, 3)[inside]
    step = max(1, len(garment) // _PIXELS)
    lab = rgb_to_lab(garment[::step])
    return _merged(_kmeans(lab))


def _kmeans(lab: Floats) -> list[Cluster]:
    """Cluster by Lloyd's algorithm.

    Seeds at even places of the lightness order make the result the same every time; a seed that
    loses all its pixels is dropped, which libraries warn of or put elsewhere by chance.
    """
    places = ((np.arange(_CLUSTERS) + 0.5) / _CLUSTERS * len(lab)).astype(int)
    centres = np.unique(lab[lab[:, 0].argsort(kind="stable")[places]], axis=0)
    for _ in range(_ITERATIONS):
        # The squared distance, less what is the same for all centres.
        member = (np.square(centres).sum(1) - 2 * lab @ centres.T).argmin(1)
        counts = np.bincount(member, minlength=len(centres))
        sums = np.stack([np.bincount(member, axis, len(centres)) for axis in lab.T], 1)
        kept = counts > 0
        moved = sums[kept] / counts[kept, None]
        settled = kept.all() and np.abs(moved - centres).max() <= _SETTLED
        centres = moved
        if settled:
            break
    return [Cluster(c, float(n) / len(lab)) for c, n in zip(centres, counts[kept], strict=True)]


def _merged(clusters: list[Cluster]) -> list[Cluster]:
    clusters = sorted(clusters, key=lambda c: -c.share)
    i = 0
    while i < len(clusters):
        for j in range(len(clusters) - 1, i, -1):
            a, b = clusters[i], clusters[j]
            if np.linalg.norm((a.lab - b.lab) * [_LIGHTNESS_WEIGHT, 1, 1]) < _SAME_DELTA_E:
                share = a.share + b.share
                clusters[i] = Cluster((a.lab * a.share + b.lab * b.share) / share, share)
                del clusters[j]
        i += 1
    return sorted(clusters, key=lambda c: -c.share)


def blend(network: Floats, clusters: list[Cluster], names: ColourNames) -> Floats:
    """Return the probability that each name is the garment's main colour, (21,).

    Args:
        network: the network's probabilities, (21,).
        clusters: the garment's clusters.
        names: the classifier of clusters.
    """
    lab = np.stack([c.lab for c in clusters])
    shares = np.array([c.share for c in clusters])
    seen = shares @ names.probabilities(lab)
    logits = names.network_weight * np.log(network + 1e-6)
    logits += names.cluster_weight * np.log(seen + 1e-3)
    return softmax(logits)


def name_colours(
    network: Floats, clusters: list[Cluster], names: ColourNames | None = None
) -> tuple[ColourShare, ...]:
    """Name the colours of a garment.

    The first is always the best guess of its main colour. The others are clusters of their own, or
    the next best name of the main one where that is in doubt.

    Args:
        network: the network's probabilities of the main colour, (21,).
        clusters: from `foreground_clusters`, largest first.
        names: the classifier; the one that ships when None.

    Returns:
        One to three, main colour first.
    """
    names = names or default_names()
    main_of = blend(network, clusters, names)
    main = int(main_of.argmax())
    per_cluster = names.probabilities(np.stack([c.lab for c in clusters]))
    # What a part is called follows its own colour, and leans on what the whole is likely to be.
    votes = per_cluster * (main_of + 0.02) ** 0.5
    called = votes.argmax(1)
    carrier = int((votes[:, main] * [c.share for c in clusters]).argmax())
    called[carrier] = main
    found = _by_name(called.tolist(), clusters, main)
    second = int(np.argsort(np.delete(main_of, main))[-1])
    second += second >= main
    if main_of[second] >= names.second_least and COLOURS[second] not in {c.name for c in found}:
        found = _with_doubt(found, second, float(main_of[second] / main_of[main]))
    # A small but likely colour is worth more to the reader than a large shadow.
    others = sorted(found[1:], key=lambda c: -c.share - _LIKELY * main_of[COLOURS.index(c.name)])
    found = [found[0], *others][:_MOST_NAMED]
    total = sum(c.share for c in found)
    return tuple(ColourShare(c.name, c.hex, c.share / total) for c in found)


def _with_doubt(found: list[ColourShare], second: int, ratio: float) -> list[ColourShare]:
    """Split the main colour's share with its second most likely name.

    Args:
        found: main colour first.
        second: index of the other name.
        ratio: how likely it is, compared with the main one.
    """
    main = found[0]
    part = main.share * ratio / (1 + ratio)
    return [
        ColourShare(main.name, main.hex, main.share - part),
        ColourShare(COLOURS[second], main.hex, part),
        *found[1:],
    ]


def _by_name(called: list[int], clusters: list[Cluster], main: int) -> list[ColourShare]:
    """Merge clusters of one name; the main colour first, then by share."""
    found = []
    for name in set(called):
        parts = [c for n, c in zip(called, clusters, strict=True) if n == name]
        share = sum(c.share for c in parts)
        if name == main or share >= _LEAST_SHARE:
            found.append((name == main, share, COLOURS[name], parts[0].hex))
    found.sort(reverse=True)
    return [ColourShare(name, hex_, share) for _, share, name, hex_ in found]
