"""Fits everything that `coordi size` ships: body, choices of size, charts, counts of peers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from engine.sizing.body import BodyModel
from engine.sizing.features import AGE_TERMS, TYPE_TERMS, WEIGHT_HINGES
from engine.sizing.ordered_logit import LOGISTIC_VARIANCE, SizeModel, Wanted, size_probabilities
from engine.sizing.peers import HEIGHT_BAND_CM, MIN_COUNT, WEIGHT_BAND_KG
from engine.sizing.person import PARTS, Gender, Person, Population, SizeError
from engine.sizing.preference import Feedback, WornSize, learn_taste
from engine.sizing.size_labels import canonical_label
from engine.training.sizing.data import (
    RTR_LETTER_CODES,
    RTR_NUMBER_CODES,
    read_ansur,
    read_musinsa,
    read_renttherunway,
    read_size_korea,
)
from engine.training.sizing.ordered_logit import ChoiceTask, described, fit_choice, size_index

LETTERS_KR = ("S", "M", "L", "XL", "2XL", "3XL")
SLACKS_INCH = ("26", "27", "28", "29", "30", "31", "32", "33", "34", "36", "38", "40", "42")
SMALL_TERMS = ("height", "weight", "bmi", "female", "wide", *WEIGHT_HINGES[1:])
LARGE_TERMS = (
    "height",
    "weight",
    "bmi",
    "height2",
    "weight2",
    "bmi2",
    "height_weight",
    *WEIGHT_HINGES,
    *AGE_TERMS,
    *TYPE_TERMS,
)

MUSINSA_TEE = ChoiceTask(
    "musinsa_tee", LETTERS_KR, "chest", "letter", SMALL_TERMS, 5.0,
    "Musinsa Standard relaxed tees",
)  # fmt: skip
MUSINSA_SLACKS = ChoiceTask(
    "musinsa_slacks", SLACKS_INCH, "waist", "inch", SMALL_TERMS, 2.54, "Musinsa Standard slacks"
)
RTR_LETTER = ChoiceTask(
    "rtr_letter", tuple(RTR_LETTER_CODES.values()), "bust", "letter", LARGE_TERMS, 5.0,
    "RentTheRunway rentals", uses_age=True,
)  # fmt: skip
RTR_NUMBER = ChoiceTask(
    "rtr_number", tuple(RTR_NUMBER_CODES.values()), "bust", "us_number", LARGE_TERMS, 2.54,
    "RentTheRunway rentals", uses_age=True,
)  # fmt: skip


@dataclass(frozen=True)
class Purchases:
    """Purchases of one task, ready to fit."""

    task: ChoiceTask
    table: pd.DataFrame


def surveys(folder: Path, exclude: frozenset[str]) -> dict[str, pd.DataFrame]:
    """Return population → people measured; one survey stands in for one that is left out."""
    measured = {}
    if "sizekorea" not in exclude:
        measured["kr"] = read_size_korea(folder)
    if "ansur" not in exclude:
        measured["us"] = read_ansur(folder)
    if not measured:
        raise SizeError("a body model needs sizekorea or ansur", code="bad_request")
    return {name: measured.get(name, next(iter(measured.values()))) for name in ("kr", "us")}


def purchases(folder: Path, exclude: frozenset[str]) -> list[Purchases]:
    """Return the purchases of every set that is not left out."""
    purchase_sets = []
    if "musinsa" not in exclude:
        table = read_musinsa(folder)
        for task, garment in ((MUSINSA_TEE, "tee"), (MUSINSA_SLACKS, "slacks")):
            purchase_sets.append(
                Purchases(task, table[table.garment == garment].reset_index(drop=True))
            )
    if "renttherunway" not in exclude:
        table = read_renttherunway(folder)
        for task, codes in ((RTR_LETTER, RTR_LETTER_CODES), (RTR_NUMBER, RTR_NUMBER_CODES)):
            mine = table[table.code.isin(codes)].assign(size=lambda t, c=codes: t.code.map(c))
            purchase_sets.append(Purchases(task, mine.reset_index(drop=True)))
    return purchase_sets


def located(model: SizeModel, table: pd.DataFrame) -> tuple[Any, Any]:
    """Return location and scale in cm for every purchase."""
    return model.location_and_scale_cm(**described(table))


def histories(table: pd.DataFrame, *, at_least: int) -> list[pd.DataFrame]:
    """Return the purchases of everyone with `at_least` of them, oldest first."""
    ordered = table.sort_values("date", kind="stable") if "date" in table else table
    sizes = ordered.groupby("person")["person"].transform("size")
    return [group for _, group in ordered[sizes >= at_least].groupby("person")]


@dataclass(frozen=True)
class Replay:
    """Purchases of returning customers, each foretold from the ones before it.

    Attributes:
        answers: how many earlier sizes are known of everyone.
        seen: those sizes with the girths between which they lie, taste unknown.
        wanted: the girth expected of each person for the size to be foretold.
        truth: index of the size taken, all of which fitted.
    """

    model: SizeModel
    answers: int
    seen: list[list[WornSize]]
    wanted: list[Wanted]
    truth: Any

    def foretold(self, taste_sd_cm: float) -> Any:
        """Return the probabilities of the sizes, (n, K); 0 is no learning at all."""
        wanted = self.wanted
        if taste_sd_cm > 0:
            wanted = [
                learn_taste(seen, taste_sd_cm).applied(one)
                for seen, one in zip(self.seen, wanted, strict=True)
            ]
        return size_probabilities(
            np.array([one.location_cm for one in wanted]),
            np.array([one.scale_cm for one in wanted]),
            self.model.cuts_cm,
        )


def replay(model: SizeModel, table: pd.DataFrame, answers: int, limit: int = 4000) -> Replay:
    """Take everyone's purchase after `answers` earlier ones, of at most `limit` people."""
    edges = np.concatenate([[-np.inf], model.cuts_cm, [np.inf]])
    seen: list[list[WornSize]] = []
    wanted, truth = [], []
    for person in histories(table, at_least=answers + 1)[:limit]:
        if person.feedback.iloc[answers] != "fit":
            continue
        location, scale = located(model, person)
        index = size_index(person, model.labels)
        girths = [
            Wanted(float(at), float(width)) for at, width in zip(location, scale, strict=True)
        ]
        seen.append(
            [
                WornSize(
                    girths[i],
                    float(edges[index[i]]),
                    float(edges[index[i] + 1]),
                    Feedback(person.feedback.iloc[i]),
                )
                for i in range(answers)
            ]
        )
        wanted.append(girths[answers])
        truth.append(index[answers])
    return Replay(model, answers, seen, wanted, np.array(truth))


def taste_sd_cm(model: SizeModel, share: float) -> float:
    """Return the spread of taste that is `share` of the unexplained variance."""
    return float(np.sqrt(share * model.scale_cm**2 * LOGISTIC_VARIANCE))


def taste_share(model: SizeModel, table: pd.DataFrame) -> float:
    """Return the share of the unexplained variance that is a person's own and stays with them.

    The share under which the sizes that returning customers took next are likeliest.
    """
    shares = np.arange(1, 9) / 10
    replays = [replay(model, table, answers) for answers in (1, 2, 4)]
    likelihood = [
        np.mean(
            [
                np.log(
                    r.foretold(taste_sd_cm(model, share))[np.arange(len(r.truth)), r.truth]
                ).mean()
                for r in replays
            ]
        )
        for share in shares
    ]
    return float(shares[int(np.argmax(likelihood))])


def model_json(model: SizeModel) -> dict[str, Any]:
    """Return a model as its weights file has it."""
    assert model.coefficients_cm is not None
    assert model.spread_coefficients is not None
    return {
        "name": model.name,
        "labels": list(model.labels),
        "cuts_cm": model.cuts_cm.round(4).tolist(),
        "girth": model.girth,
        "system": model.system,
        "scale_cm": round(model.scale_cm, 4),
        "source": model.source,
        "terms": list(model.terms),
        "coefficients_cm": model.coefficients_cm.round(5).tolist(),
        "spread_terms": list(model.spread_terms),
        "spread_coefficients": model.spread_coefficients.round(5).tolist(),
        "uses_age": model.uses_age,
        "purchases": model.purchases,
    }


def fit_choices(purchase_sets: Iterable[Purchases], body: Mapping[str, Any]) -> dict[str, Any]:
    """Fit every task; the share of taste comes from RentTheRunway's returning customers.

    Args:
        purchase_sets: the purchases of every task.
        body: what `sizing_body.fit_body` gave, to put the cuts on the scale of the body's girth.
    """
    fitted = [(p, fit_choice(p.task, p.table)) for p in purchase_sets]
    share = next((taste_share(m, p.table) for p, m in fitted if p.task is RTR_LETTER), 0.4)
    return {
        "taste_share": round(share, 2),
        "models": [model_json(on_girth_scale(m, p, body)) for p, m in fitted],
    }


def on_girth_scale(model: SizeModel, part: Purchases, body: Mapping[str, Any]) -> SizeModel:
    """Shift a fitted model so that the mean buyer looks for the girth expected of the mean buyer.

    A fit knows differences only; the shift changes no probability.
    """
    wanted = "us" if part.task in {RTR_LETTER, RTR_NUMBER} else "kr"
    bodies = BodyModel.from_json(body)
    table = part.table
    girth = np.zeros(len(table))
    for gender in Gender.FEMALE, Gender.MALE:
        mine = (table.gender == gender.value).to_numpy()
        if mine.any():
            line = bodies.survey(Population(wanted), gender).without_age
            means = line.mean_cm(
                table.height_cm.to_numpy()[mine], table.weight_kg.to_numpy()[mine], None
            )
            girth[mine] = means[:, PARTS.index(model.girth)]
    shift = float(girth.mean() - located(model, table)[0].mean())
    assert model.coefficients_cm is not None
    coefficients = model.coefficients_cm.copy()
    coefficients[model.terms.index("one")] += shift
    return replace(model, cuts_cm=model.cuts_cm + shift, coefficients_cm=coefficients)


RTR_CATEGORIES = {
    "dress": ("dress", "gown", "sheath", "shift", "maxi", "mini", "shirtdress", "frock", "midi"),
    "jumpsuit": ("jumpsuit", "romper"),
    "top": ("top", "blouse", "shirt", "tank", "tunic", "sweater", "sweatshirt", "pullover"),
    "outer": ("jacket", "coat", "blazer", "cardigan", "down", "vest", "bomber", "cape"),
    "bottom": ("skirt", "pants", "pant", "leggings", "legging", "culottes", "culotte", "trouser"),
}


def count_peers(purchase_sets: Iterable[Purchases]) -> dict[str, Any]:
    """Count people per body band and garment; a count below five is left out."""
    fold = {word: kind for kind, words in RTR_CATEGORIES.items() for word in words}
    counts: dict[str, dict[tuple[int, int], dict[str, Any]]] = defaultdict(dict)
    for part in purchase_sets:
        if part.task is RTR_NUMBER:
            continue
        table = part.table.assign(
            h=(part.table.height_cm // HEIGHT_BAND_CM * HEIGHT_BAND_CM).astype(int),
            w=(part.table.weight_kg // WEIGHT_BAND_KG * WEIGHT_BAND_KG).astype(int),
            garment=part.table.garment.map(lambda g: fold.get(g, g)),
        )
        known = {"tee", "slacks", *RTR_CATEGORIES}
        table = table[table.garment.isin(known)]
        # A person who bought four colours of one size is one person.
        table = table.drop_duplicates(["person", "garment", "size", "feedback"])
        for (gender, garment, h, w), group in table.groupby(["gender", "garment", "h", "w"]):
            sizes = _frequent(group.drop_duplicates(["person", "size"])["size"])
            if not sizes:
                continue
            feedback = {
                label: most_frequent
                for label, mine in group.groupby("size")
                if label in sizes and (most_frequent := _frequent(mine.feedback))
            }
            counts[f"{gender}/{garment}"][h, w] = {"sizes": sizes, "feedback": feedback}
    return {
        "about": (
            "People per 5 cm of height and 5 kg of weight: sizes they took and how they fitted. "
            "Counts below 5 are left out. From Musinsa Standard and RentTheRunway reviews."
        ),
        "garments": {
            key: [{"h": h, "w": w, **cell} for (h, w), cell in sorted(cells.items())]
            for key, cells in sorted(counts.items())
        },
    }


def _frequent(values: pd.Series) -> dict[str, int]:
    return {str(k): int(n) for k, n in values.value_counts().items() if n >= MIN_COUNT}


def read_feedback(path: Path) -> tuple[pd.DataFrame, int]:
    """Read feedback of people who agreed, one JSON object a line.

    A row needs gender, height_cm, weight_kg, category, size, feedback (fit, small, large) and
    `"consent": true`; age, body_type, market (kr) and person are optional.

    Returns:
        The rows that can be learned from, and how many could not.
    """
    rows, refused = [], 0
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            if not line.strip():
                continue
            try:
                row = _feedback_row(json.loads(line), number)
            except (ValueError, TypeError, KeyError, SizeError):
                row = None
            if row is None:
                refused += 1
            else:
                rows.append(row)
    return pd.DataFrame(rows), refused


_FEEDBACK_TASKS = {
    "t_shirt": "musinsa_tee",
    "trousers": "musinsa_slacks",
    "dress": "rtr_letter",
}


def _feedback_row(raw: dict[str, Any], number: int) -> dict[str, Any] | None:
    """Return a row as the purchase tables have it; None without consent or without use for it."""
    task = _FEEDBACK_TASKS.get(raw["category"])
    if raw.get("consent") is not True or task is None:
        return None
    person = Person(
        Gender(raw["gender"]),
        float(raw["height_cm"]),
        float(raw["weight_kg"]),
        None if raw.get("age") is None else float(raw["age"]),
    )
    return {
        "task": task,
        # Far above the ids of the data sets; people who did not say who they are count singly.
        "person": 10**12 + int(raw.get("person", number)),
        "garment": {"musinsa_tee": "tee", "musinsa_slacks": "slacks"}.get(task, "dress"),
        "wide": raw.get("fit") in {"wide", "loose", "over"},
        "gender": person.gender.value,
        "height_cm": person.height_cm,
        "weight_kg": person.weight_kg,
        "age": float("nan") if person.age is None else person.age,
        "body_type": raw.get("body_type"),
        "size": canonical_label(str(raw["size"])),
        "feedback": Feedback(raw["feedback"]).value,
    }


def with_feedback(purchase_sets: list[Purchases], rows: pd.DataFrame) -> list[Purchases]:
    """Return the purchases with agreed feedback of the same task added."""
    if rows.empty:
        return purchase_sets
    grown = []
    for part in purchase_sets:
        mine = rows[(rows.task == part.task.name) & rows["size"].isin(part.task.labels)]
        table = pd.concat([part.table, mine.reindex(columns=part.table.columns)])
        grown.append(Purchases(part.task, table.reset_index(drop=True)))
    return grown
