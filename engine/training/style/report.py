"""Measure the style model against two annotators and draw the charts of its model card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from config.taxonomy import STYLES
from engine.models.style import HEADS, StyleModel, median
from engine.schemas import Scored
from engine.style.reasons import Verdict, verdict
from engine.training.style.data import Annotations, Outfits, Rows

RELIABILITY_BINS = 8
WORST_SHOWN = 18
ORDERED = frozenset({"formality", "warmth"})


@dataclass(frozen=True, slots=True)
class StyleFigures:
    """Agreement of the predicted style with the annotators.

    Attributes:
        top1: as often as it is the first choice of one of them, averaged over both.
        either: as often as it is the first choice of at least one.
        any_of_two: as often as one of them named it at all.
        calibration_error: expected calibration error of the best style's probability.
    """

    top1: float
    either: float
    any_of_two: float
    calibration_error: float
    photos: int


@dataclass(frozen=True, slots=True)
class VerdictFigures:
    """How often a verdict is given, and how often what is named then is right.

    Attributes:
        share: of the photos.
        top1: as `StyleFigures.top1`.
        named: as often as an annotator's first choice is among the named styles, averaged over
            both; of an unclear photo the first two count as named.
    """

    share: float
    top1: float
    named: float


@dataclass(frozen=True, slots=True)
class StyleReport:
    """The figures of the model card.

    Attributes:
        style: name → figures.
        answers: head → model, annotators with each other.
        recalls: style → annotators' votes for it, and how many of them the model gives it.
        verdicts: verdict → figures.
    """

    style: dict[str, StyleFigures]
    answers: dict[str, tuple[float, float]]
    recalls: dict[str, tuple[int, float]]
    verdicts: dict[str, VerdictFigures]

    def as_text(self) -> str:
        """Return the tables of the model card, in Markdown; `top 1` is the mean over both."""
        lines = [
            "| | photos | top 1 | either's first | any of their two | calibration error |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
        ]
        lines += [
            f"| {name} | {f.photos} | {f.top1:.3f} | {f.either:.3f} | {f.any_of_two:.3f} "
            f"| {f.calibration_error:.3f} |"
            for name, f in self.style.items()
        ]
        lines += ["", "| question | model | annotators with each other |", "| --- | ---: | ---: |"]
        lines += [f"| {head} | {m:.3f} | {a:.3f} |" for head, (m, a) in self.answers.items()]
        lines += ["", "| style | votes | named so |", "| --- | ---: | ---: |"]
        lines += [f"| {name} | {n} | {share:.2f} |" for name, (n, share) in self.recalls.items()]
        lines += ["", "| verdict | photos | top 1 | named |", "| --- | ---: | ---: | ---: |"]
        lines += [
            f"| {name} | {v.share:.0%} | {v.top1:.3f} | {v.named:.3f} |"
            for name, v in self.verdicts.items()
        ]
        return "\n".join(lines)


def report(
    model: StyleModel,
    outfits: Outfits,
    annotations: Annotations,
    rows: NDArray[np.int64],
    out_dir: Path,
) -> StyleReport:
    """Measure a model on the photos `rows` and draw confusion and reliability into `out_dir`."""
    both = model.scores(outfits.features[rows], outfits.garments[rows])
    photo = model.scores(outfits.features[rows], None)
    garments = model.scores(None, outfits.garments[rows])
    gender = annotations.answers["gender"][rows]
    style = {
        "photo and garments": style_figures(both["style"], annotations, rows),
        "photo alone": style_figures(photo["style"], annotations, rows),
        "garments alone": style_figures(garments["style"], annotations, rows),
    }
    for index, name in ((0, "women"), (1, "men")):
        agreed = (gender == index).all(1)
        style[f"photo and garments, {name}"] = style_figures(
            both["style"][agreed], annotations, rows[agreed]
        )
    out_dir.mkdir(parents=True, exist_ok=True)
    draw_confusion(both["style"], annotations.first[rows], out_dir / "style_confusion.png")
    draw_reliability(both["style"], annotations.first[rows], out_dir / "style_reliability.png")
    first = annotations.first[rows]
    return StyleReport(
        style=style,
        answers={
            head: agreement(both[head], annotations.answers[head][rows], ordered=head in ORDERED)
            for head in HEADS
        },
        recalls=recalls(both["style"], first),
        verdicts=verdict_figures(both["style"], first),
    )


def recalls(scores: Rows, first: NDArray[np.int64]) -> dict[str, tuple[int, float]]:
    """Return of each style how many votes it has and how many of these the model names so."""
    right = scores.argmax(1)[:, None] == first
    return {
        name: (int((first == style).sum()), float(right[first == style].mean()))
        for style, name in enumerate(STYLES)
        if (first == style).any()
    }


def verdict_figures(scores: Rows, first: NDArray[np.int64]) -> dict[str, VerdictFigures]:
    """Compare `(n, 9)` probabilities with the annotators' first styles, verdict by verdict."""
    order = np.argsort(-scores, axis=1)
    given = np.array(
        [
            verdict([Scored(STYLES[k], float(row[k])) for k in best[:2]])
            for row, best in zip(scores, order, strict=True)
        ]
    )
    figures = {}
    for one in Verdict:
        is_given = given == one
        if not is_given.any():
            continue
        named = order[is_given, : 1 if one is Verdict.CLEAR else 2]
        votes = first[is_given]
        figures[one.value] = VerdictFigures(
            share=float(is_given.mean()),
            top1=float((named[:, :1] == votes).mean()),
            named=float((named[:, :, None] == votes[:, None, :]).any(1).mean()),
        )
    return figures


def draw_worst(
    model: StyleModel,
    outfits: Outfits,
    annotations: Annotations,
    rows: NDArray[np.int64],
    read: Callable[[str], NDArray[np.uint8]],
    path: Path,
) -> None:
    """Draw the photos with the most confident predictions that no annotator named.

    Args:
        model: the model to examine.
        outfits: features of all photos.
        annotations: the annotators' answers.
        rows: the photos to choose from.
        read: returns a photo by its id, RGB.
        path: of the picture; it shows people, so it is to look at and not to pass on.
    """
    scores = model.scores(outfits.features[rows], outfits.garments[rows])["style"]
    best = scores.argmax(1)
    wrong = np.flatnonzero(~annotations.plausible[rows, best])
    worst = wrong[np.argsort(-scores[wrong, best[wrong]])][:WORST_SHOWN]
    figure = Figure(figsize=(14, 10), layout="tight")
    axes = figure.subplots(3, WORST_SHOWN // 3)
    for place in axes.ravel():
        place.axis("off")
    for place, row in zip(axes.ravel(), worst.tolist(), strict=False):
        place.imshow(read(annotations.ids[rows[row]]))
        named = " ".join(STYLES[k] for k in np.flatnonzero(annotations.plausible[rows[row]]))
        place.set_title(f"{STYLES[best[row]]} {scores[row].max():.2f}\n{named}", fontsize=8)
    figure.savefig(path, dpi=90)


def style_figures(scores: Rows, annotations: Annotations, rows: NDArray[np.int64]) -> StyleFigures:
    """Compare `(n, 9)` probabilities with the annotators' answers for the photos `rows`."""
    best = scores.argmax(1)
    right = best[:, None] == annotations.first[rows]
    return StyleFigures(
        top1=float(right.mean()),
        either=float(right.any(1).mean()),
        any_of_two=float(annotations.plausible[rows, best].mean()),
        calibration_error=calibration_error(scores.max(1), right.mean(1)),
        photos=len(rows),
    )


def agreement(scores: Rows, answers: NDArray[np.int64], *, ordered: bool) -> tuple[float, float]:
    """Return how often the model agrees with an annotator, and they with each other.

    The model's answer is the median of ordered answers, else the most probable one.
    """
    predicted = median(scores) if ordered else scores.argmax(1)
    model = float((predicted[:, None] == answers).mean())
    return model, float((answers[:, 0] == answers[:, 1]).mean())


def calibration_error(confidence: Rows, right: NDArray[np.floating]) -> float:
    """Return the expected calibration error over `RELIABILITY_BINS` equally full bins."""
    order = np.argsort(confidence)
    bins = [b for b in np.array_split(order, RELIABILITY_BINS) if len(b)]
    gaps = [abs(confidence[b].mean() - right[b].mean()) * len(b) for b in bins]
    return float(sum(gaps) / len(order))


def draw_confusion(scores: Rows, first: NDArray[np.int64], path: Path) -> None:
    """Draw the annotators' styles (rows) against the model's (columns), in shares."""
    counts = np.zeros((len(STYLES), len(STYLES)))
    for best, chosen in zip(scores.argmax(1), first, strict=True):
        np.add.at(counts, (chosen, best), 0.5)
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1e-9)
    figure = Figure(figsize=(5.5, 5), layout="tight")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(STYLES)), STYLES, rotation=45, ha="right")
    axes.set_yticks(range(len(STYLES)), STYLES)
    axes.set(xlabel="model", ylabel="annotators")
    for row, column in np.ndindex(shares.shape):
        if counts[row].sum():
            ink = "white" if shares[row, column] > 0.5 else "black"
            text = f"{shares[row, column]:.2f}"
            axes.text(column, row, text, ha="center", va="center", fontsize=7, color=ink)
    figure.savefig(path, dpi=110)


def draw_reliability(scores: Rows, first: NDArray[np.int64], path: Path) -> None:
    """Draw how often the best style is right against how sure the model is of it."""
    confidence = scores.max(1)
    right = (scores.argmax(1)[:, None] == first).mean(1)
    bins = np.array_split(np.argsort(confidence), RELIABILITY_BINS)
    figure = Figure(figsize=(4, 4), layout="tight")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
    axes.plot([confidence[b].mean() for b in bins], [right[b].mean() for b in bins], marker="o")
    axes.set(xlabel="probability", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=110)
