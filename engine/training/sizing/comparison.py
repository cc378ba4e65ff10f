"""Measures every way to foretell a size on the same unseen people, as Markdown tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from engine.training.sizing.body import measure_body
from engine.training.sizing.data import unseen
from engine.training.sizing.fit import (
    RTR_LETTER,
    RTR_NUMBER,
    Purchases,
    replay,
    taste_sd_cm,
    taste_share,
)
from engine.training.sizing.ordered_logit import (
    ChoiceTask,
    described,
    fit_choice,
    score,
    size_index,
)

Array = NDArray[np.float64]
Method = Callable[[ChoiceTask, pd.DataFrame, pd.DataFrame], Array]
CEILING_ROWS = 40_000
"""Neighbours and forests are given this many rows at most; more moved no figure."""


def _majority(task: ChoiceTask, train: pd.DataFrame, test: pd.DataFrame) -> Array:
    counts = np.bincount(size_index(train, task.labels), minlength=len(task.labels)) + 0.1
    return np.tile(counts / counts.sum(), (len(test), 1))


def _rule_of_thumb(task: ChoiceTask, train: pd.DataFrame, test: pd.DataFrame) -> Array:
    """The table on a shop's page: a cell of 5 cm by 10 kg gets the size most took there."""

    def cells(table: pd.DataFrame) -> list[tuple[int, int]]:
        return list(
            zip(
                (table.height_cm // 5).astype(int), (table.weight_kg // 10).astype(int), strict=True
            )
        )

    size = size_index(train, task.labels)
    fallback = _majority(task, train, test[:1])[0]
    counts: dict[tuple[int, int], Array] = {}
    for cell, taken in zip(cells(train), size, strict=True):
        counts.setdefault(cell, fallback.copy())[taken] += 1
    found = np.array([counts.get(cell, fallback) for cell in cells(test)])
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def _plain_features(table: pd.DataFrame) -> Array:
    """Height, weight, BMI, age, gender, cut and body type, as general learners take them."""
    bmi = table.weight_kg / (table.height_cm / 100) ** 2
    kinds = sorted({"apple", "athletic", "full bust", "hourglass", "pear", "petite"})
    types = [(table.body_type == kind).to_numpy(dtype=float) for kind in kinds]
    return np.column_stack(
        [
            table.height_cm,
            table.weight_kg,
            bmi,
            table.age.fillna(34),
            table.gender == "female",
            table.wide,
            *types,
        ]
    ).astype(np.float64)


def _learner(build: Callable[[], Any]) -> Method:
    def method(task: ChoiceTask, train: pd.DataFrame, test: pd.DataFrame) -> Array:
        train = train.sample(min(len(train), CEILING_ROWS), random_state=0)
        learner = build().fit(_plain_features(train), size_index(train, task.labels))
        found = np.full((len(test), len(task.labels)), 1e-6)
        found[:, learner.classes_] += learner.predict_proba(_plain_features(test))
        return np.asarray(found / found.sum(axis=1, keepdims=True))

    return method


def _ours(task: ChoiceTask, train: pd.DataFrame, test: pd.DataFrame) -> Array:
    return fit_choice(task, train).predict(**described(test))


METHODS: Mapping[str, Method] = {
    "majority": _majority,
    "height-weight table": _rule_of_thumb,
    "KNN (31 neighbours)": _learner(
        lambda: make_pipeline(StandardScaler(), KNeighborsClassifier(31))
    ),
    "random forest": _learner(
        lambda: RandomForestClassifier(200, min_samples_leaf=8, random_state=0)
    ),
    "gradient boosting": _learner(
        lambda: HistGradientBoostingClassifier(
            max_iter=100, learning_rate=0.06, max_leaf_nodes=8, random_state=0
        )
    ),
    "ordered choice (this)": _ours,
}


def comparison_report(found: Iterable[Purchases], surveys: Mapping[str, pd.DataFrame]) -> str:
    """Return all tables: bodies, methods, groups of people, answers of returning customers."""
    parts = list(found)
    sections = [
        _body_section(surveys),
        _method_section(parts),
        _fold_section(parts),
        _group_section(parts),
    ]
    letters = [part for part in parts if part.task is RTR_LETTER]
    sections += [_replay_section(part) for part in letters]
    return "\n\n".join(sections)


def _split(part: Purchases) -> tuple[pd.DataFrame, pd.DataFrame]:
    held = unseen(part.table.person.to_numpy())
    fits = (part.table.feedback == "fit").to_numpy()
    return part.table[~held & fits], part.table[held]


def _markdown(rows: list[dict[str, Any]]) -> str:
    names = list(rows[0])
    lines = [" | ".join(names), " | ".join("---" for _ in names)]
    for row in rows:
        cells = [f"{v:.3f}" if isinstance(v, float) else str(v) for v in row.values()]
        lines.append(" | ".join(cells))
    return "\n".join(f"| {line} |" for line in lines)


def _body_section(surveys: Mapping[str, pd.DataFrame]) -> str:
    rows = []
    for row in measure_body(surveys):
        figures = {
            k: round(float(v), 2)
            for k, v in row.items()
            if k not in {"fitted_on", "measured_on", "gender", "age_known", "n"}
        }
        head = {k: row[k] for k in ("fitted_on", "measured_on", "gender", "age_known", "n")}
        rows.append(head | {k: f"{v:.2f}" for k, v in figures.items()})
    return "Mean absolute error of the body model, cm\n\n" + _markdown(rows)


def _method_section(parts: list[Purchases]) -> str:
    rows = []
    for part in parts:
        train, test = _split(part)
        truth = size_index(test, part.task.labels)
        fits = (test.feedback == "fit").to_numpy()
        for name, method in METHODS.items():
            chance = method(part.task, train, test)
            content, everyone = score(chance[fits], truth[fits]), score(chance, truth)
            rows.append(
                {
                    "task": part.task.name,
                    "method": name,
                    "n": content.n,
                    "exact": content.exact,
                    "within one": content.within_one,
                    "ECE": content.ece,
                    "n all": everyone.n,
                    "exact all": everyone.exact,
                    "within one all": everyone.within_one,
                    "ECE all": everyone.ece,
                }
            )
    return "Sizes of unseen people: those whose size fitted, and all\n\n" + _markdown(rows)


def _every_person(part: Purchases, method: Method, folds: int = 5) -> Array:
    """Return the odds for everyone, each foretold by a fit that has not seen them, (n, K)."""
    person = part.table.person.to_numpy()
    fits = (part.table.feedback == "fit").to_numpy()
    chance = np.zeros((len(part.table), len(part.task.labels)))
    for fold in range(folds):
        held = unseen(person, fold, folds)
        chance[held] = method(part.task, part.table[~held & fits], part.table[held])
    return chance


def _fold_section(parts: list[Purchases]) -> str:
    """Every person once unseen: where one fifth is too few people for a firm figure."""
    rows = []
    for part in parts:
        if part.task in {RTR_LETTER, RTR_NUMBER}:
            continue
        fits = (part.table.feedback == "fit").to_numpy()
        truth = size_index(part.table, part.task.labels)[fits]
        for name, method in METHODS.items():
            chance = _every_person(part, method)[fits]
            found = score(chance, truth)
            rows.append(
                {
                    "task": part.task.name,
                    "method": name,
                    "n": found.n,
                    "exact": found.exact,
                    "within one": found.within_one,
                    "ECE": found.ece,
                    "log loss": float(-np.log(chance[np.arange(len(truth)), truth]).mean()),
                }
            )
    return "Every person once unseen, sizes that fitted\n\n" + _markdown(rows)


def _group_section(parts: list[Purchases]) -> str:
    rows = []
    for part in parts:
        if part.task is RTR_NUMBER:
            continue
        fits = (part.table.feedback == "fit").to_numpy()
        table, chance = part.table[fits], _every_person(part, _ours)[fits]
        truth = size_index(table, part.task.labels)
        bmi = (table.weight_kg / (table.height_cm / 100) ** 2).to_numpy()
        groups = {
            "women": (table.gender == "female").to_numpy(),
            "men": (table.gender == "male").to_numpy(),
            "BMI under 20": bmi < 20,
            "BMI 20 to 25": (bmi >= 20) & (bmi < 25),
            "BMI 25 to 30": (bmi >= 25) & (bmi < 30),
            "BMI 30 and over": bmi >= 30,
        }
        for name, mine in groups.items():
            if mine.sum() < 5:
                continue
            found = score(chance[mine], truth[mine])
            rows.append(
                {
                    "task": part.task.name,
                    "group": name,
                    "n": found.n,
                    "exact": found.exact,
                    "said": float(chance[mine].max(axis=1).mean()),
                    "within one": found.within_one,
                    "ECE": found.ece,
                }
            )
    return "Groups of people, every person once unseen, sizes that fitted\n\n" + _markdown(rows)


def _replay_section(part: Purchases) -> str:
    """Predict sizes of returning customers with and without their earlier answers."""
    train, test = _split(part)
    model = fit_choice(part.task, train)
    held = unseen(part.table.person.to_numpy())
    share = taste_share(model, part.table[~held])
    rows = []
    for answers in (1, 2, 5):
        found = replay(model, test, answers)
        row: dict[str, Any] = {"answers": answers, "n": len(found.truth)}
        for name, spread in (("before", 0.0), ("after", taste_sd_cm(model, share))):
            chance = found.foretold(spread)
            figures = score(chance, found.truth)
            surprise = -np.log(chance[np.arange(len(found.truth)), found.truth]).mean()
            row |= {
                f"exact {name}": figures.exact,
                f"within one {name}": figures.within_one,
                f"log loss {name}": float(surprise),
            }
        rows.append(row)
    head = f"{part.task.name}: the next size, before and after answers (share of taste {share:.1f})"
    return head + "\n\n" + _markdown(rows)
