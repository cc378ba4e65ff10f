"""Measure the finished garment model on its test split and collect data for its charts."""

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
from engine.models.garment import GarmentDescription, GarmentModel
from engine.models.garment_crop import Pixels
from engine.training.garment.data import Example, unit_hash
from engine.training.garment.metrics import (
    CLOSET_TEN,
    calibration_error,
    colour_hits,
    colour_names,
    fold_accuracy,
    macro_scores,
    nearest,
    reliability,
    retrieval_precision,
    seed_scores,
    truth_names,
    view_recall,
)
from engine.training.garment.outputs import altered_photo, describe_all, load_crop

_WORST_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Measured:
    """The test figures and the data of the charts.

    Attributes:
        figures: by name.
        truth: labelled category of every measured picture.
        predicted: predicted category of each.
        scores: score of every category, 0 outside the best three, (pictures, categories).
        curve: reliability of the best category's score.
    """

    figures: dict[str, Any]
    truth: list[str]
    predicted: list[str]
    scores: NDArray[np.float64]
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
    descriptions = describe_all(model, whole, "test pictures")
    figures: dict[str, Any] = {"category": _categories(whole, descriptions)}
    figures["closet10"] = _closet_ten(whole, descriptions)
    figures["colour"] = _colours(whole, descriptions)
    figures["attributes"] = _attributes(whole, descriptions)
    figures["retrieval"] = _retrieval(whole, descriptions)
    figures["views"] = _views(model, whole, descriptions)
    if street:
        figures["street"] = _street(model, street)
        figures["street_to_products"] = _street_to_products(model, street, whole, descriptions)
    fine = [i for i, e in enumerate(whole) if e.fine]
    truth = truth_names([whole[i] for i in fine])
    predicted = [descriptions[i].categories[0].name for i in fine]
    best = np.array([descriptions[i].categories[0].score for i in fine])
    right = np.array([t == s for t, s in zip(truth, predicted, strict=True)])
    curve = reliability(best, right)
    figures["confidence"] = _confidence(
        [whole[i] for i in fine], [descriptions[i] for i in fine], curve
    )
    figures["wearers"] = _wearers([whole[i] for i in fine], right)
    _write_mistakes([whole[i] for i in fine], truth, predicted, best, out / "mistakes")
    return Measured(figures, truth, predicted, _score_table([descriptions[i] for i in fine]), curve)


def _confidence(
    examples: Sequence[Example],
    descriptions: Sequence[GarmentDescription],
    curve: list[dict[str, float]],
) -> dict[str, float]:
    """Measure confident predictions against exact labels, and against coarse ones."""
    predicted = [CATEGORIES.index(t.categories[0].name) for t in descriptions]
    sure = np.array([not t.unsure for t in descriptions])
    exact = np.array([s == e.categories[0] for s, e in zip(predicted, examples, strict=True)])
    allowed = np.array([s in e.categories for s, e in zip(predicted, examples, strict=True)])
    return {
        "ece": calibration_error(curve),
        "sure_share": float(sure.mean()),
        "sure_right": float(allowed[sure].mean()),
        "sure_right_exact_label": float(exact[sure].mean()),
        "n": len(descriptions),
    }


def _wearers(examples: Sequence[Example], right: NDArray[np.bool_]) -> dict[str, Any]:
    """Measure the categories by whom the products are sold for."""
    return {
        wearer: {
            "accuracy": float(
                np.mean([r for r, e in zip(right, examples, strict=True) if e.wearer == wearer])
            ),
            "n": sum(e.wearer == wearer for e in examples),
        }
        for wearer in sorted({e.wearer for e in examples} - {""})
    }


def _score_table(descriptions: Sequence[GarmentDescription]) -> NDArray[np.float64]:
    table = np.zeros((len(descriptions), len(CATEGORIES)))
    for row, description in zip(table, descriptions, strict=True):
        for scored in description.categories:
            row[CATEGORIES.index(scored.name)] = scored.score
    return table


def _categories(
    examples: Sequence[Example], descriptions: Sequence[GarmentDescription]
) -> dict[str, Any]:
    fine = [i for i, e in enumerate(examples) if e.fine]
    truth = truth_names([examples[i] for i in fine])
    predicted = [descriptions[i].categories[0].name for i in fine]
    in_top3 = [
        t in [c.name for c in descriptions[i].categories] for t, i in zip(truth, fine, strict=True)
    ]
    by_source = {
        source: float(
            np.mean(
                [
                    t == s
                    for t, s, i in zip(truth, predicted, fine, strict=True)
                    if examples[i].source == source
                ]
            )
        )
        for source in sorted({examples[i].source for i in fine})
    }
    return {
        "all36": macro_scores(truth, predicted) | {"top3": float(np.mean(in_top3))},
        "seed21": seed_scores(truth, predicted),
        "accuracy_by_source": by_source,
    }


def _closet_ten(
    examples: Sequence[Example], descriptions: Sequence[GarmentDescription]
) -> dict[str, Any]:
    rows = [i for i, e in enumerate(examples) if e.label10]
    if not rows:
        return {}
    truth = [examples[i].label10 for i in rows]
    predicted = [descriptions[i].categories[0].name for i in rows]
    return {"accuracy": fold_accuracy(truth, predicted, CLOSET_TEN), "n": len(rows)}


def _colours(
    examples: Sequence[Example], descriptions: Sequence[GarmentDescription]
) -> dict[str, Any]:
    rows = [i for i, e in enumerate(examples) if e.colour >= 0]
    truth = colour_names([examples[i] for i in rows])
    predicted = [[c.name for c in descriptions[i].colours] for i in rows]
    sources = sorted({examples[i].source for i in rows})
    result: dict[str, Any] = dict(colour_hits(truth, predicted))
    result["one_name"] = float(np.mean([len(s) == 1 for s in predicted]))
    for source in sources:
        own = [k for k, i in enumerate(rows) if examples[i].source == source]
        result[source] = colour_hits([truth[k] for k in own], [predicted[k] for k in own])
    return result


def _attributes(
    examples: Sequence[Example], descriptions: Sequence[GarmentDescription]
) -> dict[str, Any]:
    patterns = [
        (PATTERNS[e.pattern], t.pattern)
        for e, t in zip(examples, descriptions, strict=True)
        if e.pattern >= 0
    ]
    fits = [
        (fits_of(t.slot)[e.fit], t.fit)
        for e, t in zip(examples, descriptions, strict=True)
        if e.fit >= 0 and t.fit is not None
    ]
    result: dict[str, Any] = {}
    for name, pairs in (("pattern", patterns), ("fit", fits)):
        if pairs:
            scores = macro_scores([a for a, _ in pairs], [str(b) for _, b in pairs])
            result[name] = {k: scores[k] for k in ("accuracy", "macro_f1", "n")}
    return result


def _retrieval(
    examples: Sequence[Example], descriptions: Sequence[GarmentDescription]
) -> dict[str, float]:
    rows = [i for i, e in enumerate(examples) if e.fine and e.colour >= 0]
    chosen = [examples[i] for i in rows]
    gallery = np.array([unit_hash(f"gallery/{e.key}") < 0.75 for e in chosen])
    return retrieval_precision(np.stack([descriptions[i].embedding for i in rows]), chosen, gallery)


def _views(
    model: GarmentModel, examples: Sequence[Example], descriptions: Sequence[GarmentDescription]
) -> dict[str, float]:
    altered = []
    for i, example in enumerate(tqdm(examples, desc="altered test pictures")):
        view = altered_photo(load_crop(example), np.random.default_rng((11, i)))
        altered += model.describe([view], [None], mirrored=True)
    return view_recall(
        np.stack([t.embedding for t in descriptions]), np.stack([t.embedding for t in altered])
    )


def _street(model: GarmentModel, examples: Sequence[Example]) -> dict[str, Any]:
    fine = [e for e in examples if e.fine]
    truth = truth_names(fine)
    result: dict[str, Any] = {}
    for name, with_slots in (("slot_given", True), ("slot_unknown", False)):
        descriptions = describe_all(model, fine, f"street, {name}", with_slots=with_slots)
        predicted = [t.categories[0].name for t in descriptions]
        scores = macro_scores(truth, predicted)
        result[name] = {k: scores[k] for k in ("accuracy", "macro_f1", "n")}
        result[name]["seed21_macro_f1"] = seed_scores(truth, predicted)["macro_f1"]
    return result


def _street_to_products(
    model: GarmentModel,
    street: Sequence[Example],
    whole: Sequence[Example],
    descriptions: Sequence[GarmentDescription],
) -> dict[str, float]:
    """Search product shots by garments cut out of street photos.

    Nobody has labelled the colours of the street garments, so the colour is what the model itself
    names first on both sides.
    """
    shops = [i for i, e in enumerate(whole) if e.fine and e.source in ("mango", "myntra")]
    queries = [e for e in street if e.fine]
    seen = describe_all(model, queries, "street queries", with_slots=True)
    near = nearest(
        np.stack([t.embedding for t in seen]), np.stack([descriptions[i].embedding for i in shops])
    )
    kinds = np.array([whole[i].categories[0] for i in shops])
    colours = np.array([descriptions[i].colours[0].name for i in shops])
    same_kind = kinds[near] == np.array([e.categories[0] for e in queries])[:, None]
    same_colour = colours[near] == np.array([t.colours[0].name for t in seen])[:, None]
    return {
        "category_p10": float(same_kind.mean()),
        "named_colour_p10": float(same_colour.mean()),
        "both_p10": float((same_kind & same_colour).mean()),
        "gallery": len(shops),
        "queries": len(queries),
    }


def _write_mistakes(
    examples: Sequence[Example],
    truth: Sequence[str],
    predicted: Sequence[str],
    scores: NDArray[np.floating[Any]],
    folder: Path,
) -> None:
    """Write the surest mistakes as one sheet of pictures and a table."""
    folder.mkdir(parents=True, exist_ok=True)
    wrong = [i for i in np.argsort(-scores) if truth[i] != predicted[i]]
    lines = [
        f"{examples[i].source},{examples[i].key},{truth[i]},{predicted[i]},{scores[i]:.3f}"
        for i in wrong
    ]
    (folder / "mistakes.csv").write_text("source,key,truth,said,score\n" + "\n".join(lines))
    _sheet(
        [(load_crop(examples[i]), f"{truth[i]} > {predicted[i]}") for i in wrong[:_WORST_SHOWN]],
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


def write_figures(figures: Mapping[str, Any], path: Path) -> None:
    """Write the figures as JSON, rounded to four places."""
    rounded = json.loads(json.dumps(figures), parse_float=lambda s: round(float(s), 4))
    path.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")
