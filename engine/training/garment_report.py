"""Measures the finished garment model on its test split, and draws what a reader wants to see."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from tqdm import tqdm

from config.taxonomy import CATEGORIES, PATTERNS, fits_of
from engine.models.garment import GarmentDescription, GarmentModel, Pixels
from engine.training.garment_data import Example, unit_hash
from engine.training.garment_measure import (
    CLOSET_TEN,
    calibration_error,
    colour_hits,
    colour_names,
    fold_accuracy,
    macro_scores,
    reliability,
    retrieval_precision,
    seed_scores,
    truth_names,
    view_recall,
)
from engine.training.garment_outputs import altered_photo, describe_all, load_crop

_INK: Final = "#1f2a4d"
_WORST_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Measured:
    """The test figures and what the charts are drawn from."""

    figures: dict[str, Any]
    truth: list[str]
    said: list[str]
    curve: list[dict[str, float]]


def measure(model: GarmentModel, examples: Sequence[Example], out: Path) -> Measured:
    """Measure `model` on unseen pictures and write the worst mistakes under `out`.

    Args:
        model: the model as it serves.
        examples: the test part of every set.
        out: folder for pictures of mistakes; never to be published, the pictures are not ours.
    """
    whole = [e for e in examples if e.box is None]
    street = [e for e in examples if e.box is not None]
    told = describe_all(model, whole, "test pictures")
    figures: dict[str, Any] = {"category": _categories(whole, told)}
    figures["closet10"] = _closet_ten(whole, told)
    figures["colour"] = _colours(whole, told)
    figures["attributes"] = _attributes(whole, told)
    figures["retrieval"] = _retrieval(whole, told)
    figures["views"] = _views(model, whole, told)
    if street:
        figures["street"] = _street(model, street)
    fine = [i for i, e in enumerate(whole) if e.fine]
    truth = truth_names([whole[i] for i in fine])
    said = [told[i].categories[0].name for i in fine]
    scores = np.array([told[i].categories[0].score for i in fine])
    right = np.array(truth) == np.array(said)
    curve = reliability(scores, right)
    sure = np.array([not told[i].unsure for i in fine])
    figures["confidence"] = {
        "ece": calibration_error(curve),
        "sure_share": float(sure.mean()),
        "sure_right": float(right[sure].mean()),
        "n": len(fine),
    }
    _write_mistakes([whole[i] for i in fine], truth, said, scores, out / "mistakes")
    return Measured(figures, truth, said, curve)


def _categories(examples: Sequence[Example], told: Sequence[GarmentDescription]) -> dict[str, Any]:
    fine = [i for i, e in enumerate(examples) if e.fine]
    truth = truth_names([examples[i] for i in fine])
    said = [told[i].categories[0].name for i in fine]
    in_top3 = [t in [c.name for c in told[i].categories] for t, i in zip(truth, fine, strict=True)]
    by_source = {
        source: float(
            np.mean(
                [
                    t == s
                    for t, s, i in zip(truth, said, fine, strict=True)
                    if examples[i].source == source
                ]
            )
        )
        for source in sorted({examples[i].source for i in fine})
    }
    return {
        "all36": macro_scores(truth, said) | {"top3": float(np.mean(in_top3))},
        "seed21": seed_scores(truth, said),
        "accuracy_by_source": by_source,
    }


def _closet_ten(examples: Sequence[Example], told: Sequence[GarmentDescription]) -> dict[str, Any]:
    rows = [i for i, e in enumerate(examples) if e.label10]
    if not rows:
        return {}
    truth = [examples[i].label10 for i in rows]
    said = [told[i].categories[0].name for i in rows]
    return {"accuracy": fold_accuracy(truth, said, CLOSET_TEN), "n": len(rows)}


def _colours(examples: Sequence[Example], told: Sequence[GarmentDescription]) -> dict[str, Any]:
    rows = [i for i, e in enumerate(examples) if e.colour >= 0]
    truth = colour_names([examples[i] for i in rows])
    said = [[c.name for c in told[i].colours] for i in rows]
    sources = sorted({examples[i].source for i in rows})
    result: dict[str, Any] = dict(colour_hits(truth, said))
    result["one_name"] = float(np.mean([len(s) == 1 for s in said]))
    for source in sources:
        own = [k for k, i in enumerate(rows) if examples[i].source == source]
        result[source] = colour_hits([truth[k] for k in own], [said[k] for k in own])
    return result


def _attributes(examples: Sequence[Example], told: Sequence[GarmentDescription]) -> dict[str, Any]:
    patterns = [
        (PATTERNS[e.pattern], t.pattern)
        for e, t in zip(examples, told, strict=True)
        if e.pattern >= 0
    ]
    fits = [
        (fits_of(t.slot)[e.fit], t.fit)
        for e, t in zip(examples, told, strict=True)
        if e.fit >= 0 and t.fit is not None
    ]
    result: dict[str, Any] = {}
    for name, pairs in (("pattern", patterns), ("fit", fits)):
        if pairs:
            scores = macro_scores([a for a, _ in pairs], [str(b) for _, b in pairs])
            result[name] = {k: scores[k] for k in ("accuracy", "macro_f1", "n")}
    return result


def _retrieval(examples: Sequence[Example], told: Sequence[GarmentDescription]) -> dict[str, float]:
    rows = [i for i, e in enumerate(examples) if e.fine and e.colour >= 0]
    chosen = [examples[i] for i in rows]
    gallery = np.array([unit_hash(f"gallery/{e.key}") < 0.75 for e in chosen])
    return retrieval_precision(np.stack([told[i].embedding for i in rows]), chosen, gallery)


def _views(
    model: GarmentModel, examples: Sequence[Example], told: Sequence[GarmentDescription]
) -> dict[str, float]:
    altered = []
    for i, example in enumerate(tqdm(examples, desc="altered test pictures")):
        view = altered_photo(load_crop(example), np.random.default_rng((11, i)))
        altered += model.describe([view], [None])
    return view_recall(
        np.stack([t.embedding for t in told]), np.stack([t.embedding for t in altered])
    )


def _street(model: GarmentModel, examples: Sequence[Example]) -> dict[str, Any]:
    fine = [e for e in examples if e.fine]
    truth = truth_names(fine)
    result: dict[str, Any] = {}
    for name, with_slots in (("slot_given", True), ("slot_unknown", False)):
        told = describe_all(model, fine, f"street, {name}", with_slots=with_slots)
        said = [t.categories[0].name for t in told]
        scores = macro_scores(truth, said)
        result[name] = {k: scores[k] for k in ("accuracy", "macro_f1", "n")}
        result[name]["seed21_macro_f1"] = seed_scores(truth, said)["macro_f1"]
    return result


def _write_mistakes(
    examples: Sequence[Example],
    truth: Sequence[str],
    said: Sequence[str],
    scores: NDArray[np.floating[Any]],
    folder: Path,
) -> None:
    """Write the surest mistakes as one sheet of pictures and a table."""
    folder.mkdir(parents=True, exist_ok=True)
    wrong = [i for i in np.argsort(-scores) if truth[i] != said[i]]
    lines = [
        f"{examples[i].source},{examples[i].key},{truth[i]},{said[i]},{scores[i]:.3f}"
        for i in wrong
    ]
    (folder / "mistakes.csv").write_text("source,key,truth,said,score\n" + "\n".join(lines))
    _sheet(
        [(load_crop(examples[i]), f"{truth[i]} > {said[i]}") for i in wrong[:_WORST_SHOWN]],
        folder / "surest.png",
    )


def _sheet(pictures: Sequence[tuple[Pixels, str]], path: Path, columns: int = 10) -> None:
    cell_px, text_px = 150, 16
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * cell_px, max(rows, 1) * (cell_px + text_px)), "white")
    draw = ImageDraw.Draw(sheet)
    for i, (pixels, text) in enumerate(pictures):
        picture = Image.fromarray(pixels)
        picture.thumbnail((cell_px - 4, cell_px))
        x, y = i % columns * cell_px, i // columns * (cell_px + text_px)
        sheet.paste(picture, (x, y + text_px))
        draw.text((x + 2, y + 2), text, fill="black")
    sheet.save(path)


def draw_charts(measured: Measured, folder: Path) -> None:
    """Draw the confusion matrix and the reliability curve as SVG files into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    _draw_confusion(measured.truth, measured.said, folder / "garment-confusion.svg")
    _draw_reliability(measured, folder / "garment-reliability.svg")


def _draw_confusion(truth: Sequence[str], said: Sequence[str], path: Path) -> None:
    from matplotlib.figure import Figure  # noqa: PLC0415

    names: list[str] = [c for c in CATEGORIES if c in set(truth)]
    columns: list[str] = list(CATEGORIES)
    table = np.zeros((len(names), len(CATEGORIES)))
    for t, s in zip(truth, said, strict=True):
        table[names.index(t), columns.index(s)] += 1
    table /= table.sum(1, keepdims=True)
    figure = Figure(figsize=(11, 10), layout="constrained")
    axes = figure.subplots()
    axes.imshow(table, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(CATEGORIES)), CATEGORIES, rotation=90, fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_xlabel("said")
    axes.set_ylabel("labelled")
    for y, x in np.argwhere(table >= 0.05):
        axes.text(
            x,
            y,
            f"{table[y, x]:.2f}"[1:] if table[y, x] < 0.995 else "1",
            ha="center",
            va="center",
            fontsize=6,
            color="white" if table[y, x] > 0.5 else _INK,
        )
    axes.set_title("Category on unseen photos, share of each labelled class")
    figure.savefig(path, metadata={"Date": None})


def _draw_reliability(measured: Measured, path: Path) -> None:
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#c4c7cb", linewidth=1)
    axes.plot(
        [b["score"] for b in measured.curve],
        [b["right"] for b in measured.curve],
        marker="o",
        color=_INK,
    )
    for b in measured.curve:
        axes.annotate(
            f"{b['n']:.0f}",
            (b["score"], b["right"]),
            fontsize=7,
            textcoords="offset points",
            xytext=(6, -8),
        )
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="calibrated score", ylabel="share right")
    axes.set_title(f"Reliability, ECE {measured.figures['confidence']['ece']:.3f}")
    figure.savefig(path, metadata={"Date": None})


def write_figures(figures: Mapping[str, Any], path: Path) -> None:
    """Write the figures as JSON, rounded to four places."""
    rounded = json.loads(json.dumps(figures), parse_float=lambda s: round(float(s), 4))
    path.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")
