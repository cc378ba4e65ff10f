from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from config.errors import CoordiError
from config.taxonomy import STYLES
from engine.models.style import HEADS, StyleModel, median, outfit_vector, probabilities
from engine.models.style_experts import Expert, Pooling
from engine.training.style.data import Annotations, Outfits, read_annotations
from engine.training.style.report import (
    WORST_SHOWN,
    agreement,
    calibration_error,
    draw_worst,
    recalls,
    report,
    style_figures,
    verdict_figures,
)
from engine.training.style.train import (
    StyleConfig,
    fit_expert,
    fit_pooling,
    fit_shift,
    out_of_fold,
    train_and_report,
    train_style,
)

GARMENTS = len(outfit_vector([]))


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Fit on one thread: several that wait for each other are slower where others work, too."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def outfits(count: int, seed: int) -> tuple[Outfits, Annotations]:
    """Photos of which the features tell the style, and the garments its warmth."""
    rng = np.random.default_rng(seed)
    style = rng.integers(0, len(STYLES), count)
    warmth = rng.integers(0, 4, count)
    features = rng.normal(size=(count, 864)).astype(np.float32)
    for copy in range(10):
        features[np.arange(count), style + 9 * copy] += 6
    garments = rng.normal(size=(count, GARMENTS)).astype(np.float32)
    for copy in range(10):
        garments[np.arange(count), warmth + 4 * copy] += 6
    answers = {
        "style": style,
        "formality": np.full(count, 2),
        "warmth": warmth,
        "gender": rng.integers(0, 2, count),
    }
    targets = np.zeros((count, 21), dtype=np.float32)
    for head, part in HEADS.items():
        targets[np.arange(count), part.start + answers[head]] = 1
    said = Annotations(
        ids=tuple(f"{i:04d}" for i in range(count)),
        targets=targets,
        plausible=np.eye(len(STYLES), dtype=bool)[style],
        answers={head: np.stack([a, a], 1) for head, a in answers.items()},
    )
    return Outfits(features, garments, np.ones(count, dtype=bool)), said


def test_two_annotators_votes_sum_to_one(data_dir: Path) -> None:
    said = read_annotations(data_dir / "street")
    for part in HEADS.values():
        assert said.targets[:, part].sum(1) == pytest.approx(1)
    casual, street = STYLES.index("casual"), STYLES.index("street")
    assert said.targets[0, casual] == pytest.approx(0.75)
    assert said.targets[0, street] == pytest.approx(0.25)
    assert said.targets[1, STYLES.index("classic")] == 1
    assert said.plausible[0].nonzero()[0].tolist() == sorted([casual, street])
    assert said.answers["formality"][0].tolist() == [2, 2]


def test_learns_from_photo_and_garments_together(tmp_path: Path) -> None:
    seen, said = outfits(240, seed=0)
    known = np.arange(240) < 180
    model = train_style(seen, said, known, seed=0)
    unseen = np.flatnonzero(~known)
    result = report(model, seen, said, unseen, tmp_path)
    assert result.style["photo and garments"].top1 > 0.8
    assert result.style["photo alone"].top1 > 0.8
    assert result.style["garments alone"].top1 < 0.4
    assert result.answers["warmth"][0] > 0.8
    assert result.answers["warmth"][1] == 1
    assert (tmp_path / "style_confusion.png").is_file()
    assert "photo alone" in result.as_text()


def test_out_of_fold_logits_do_not_know_their_own_row() -> None:
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(200, 300)).astype(np.float32)
    targets = np.zeros((200, 21), dtype=np.float32)
    for part in HEADS.values():
        choice = rng.integers(part.start, part.stop, 200)
        targets[np.arange(200), choice] = 1
    part = HEADS["style"]
    truth = targets[:, part].argmax(1)
    seen = fit_expert(inputs, targets, 1e-4).logits(inputs)[:, part].argmax(1)
    unseen = out_of_fold(inputs, targets, np.arange(200) % 5, 1e-4)[:, part].argmax(1)
    assert (seen == truth).mean() > 0.9
    assert (unseen == truth).mean() < 0.3


def test_pooling_trusts_the_expert_who_knows_and_tempers_the_bold() -> None:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 3, 600)
    said = np.where(rng.random(600) < 0.8, truth, rng.integers(0, 3, 600))
    knowing = 20 * np.eye(3, dtype=np.float32)[said]
    guessing = rng.normal(size=(600, 3)).astype(np.float32)
    pooling = fit_pooling(knowing, guessing, np.eye(3, dtype=np.float32)[truth])
    assert abs(pooling.garments) < 0.15
    confidence = probabilities(knowing * np.float32(pooling.photo)).max(1).mean()
    assert confidence == pytest.approx((said == truth).mean(), abs=0.03)


def test_calibration_error_is_the_mean_gap() -> None:
    sure = np.full(80, 0.9, dtype=np.float32)
    assert calibration_error(sure, np.ones(80)) == pytest.approx(0.1)
    assert calibration_error(sure, np.full(80, 0.9)) == pytest.approx(0, abs=1e-6)


def test_figures_count_first_and_second_choices() -> None:
    said = Annotations(
        ids=("0001", "0002"),
        targets=np.zeros((2, 21), dtype=np.float32),
        plausible=np.array([[1, 1, 0], [0, 1, 1]], dtype=bool),
        answers={"style": np.array([[0, 1], [1, 1]])},
    )
    scores = np.array([[0.6, 0.3, 0.1], [0.1, 0.2, 0.7]], dtype=np.float32)
    figures = style_figures(scores, said, np.arange(2))
    assert figures.top1 == 0.25
    assert figures.either == 0.5
    assert figures.any_of_two == 1


def test_needs_the_labels(tmp_path: Path) -> None:
    with pytest.raises(CoordiError, match=r"labels\.csv"):
        train_and_report(StyleConfig(tmp_path, tmp_path / "out"))


def test_rare_styles_are_lifted_as_far_as_it_helps() -> None:
    rng = np.random.default_rng(0)
    truth = np.where(rng.random(3000) < 0.08, 1, 0)
    votes = np.zeros((3000, 9), dtype=np.float32)
    votes[np.arange(3000), truth] = 1
    evidence = rng.normal(size=3000) + 1.5 * (2 * truth - 1)
    logits = np.full((3000, 9), -9, dtype=np.float32)
    logits[:, 0] = np.log(0.92)
    logits[:, 1] = np.log(0.08) + evidence
    first = np.stack([truth, truth], 1)
    factor, shift = fit_shift(logits, votes, first)
    assert factor > 0
    assert shift[1] > shift[0]
    plain = (logits.argmax(1) == 1)[truth == 1].mean()
    lifted = ((logits * factor + shift).argmax(1) == 1)[truth == 1].mean()
    assert lifted > plain


def test_of_ordered_answers_the_median_is_said() -> None:
    scores = np.array([[0.4, 0.0, 0.25, 0.35], [0.0, 0.2, 0.2, 0.6]], dtype=np.float32)
    assert median(scores).tolist() == [2, 3]
    answers = np.array([[2, 2], [3, 2]])
    assert agreement(scores, answers, ordered=True) == (0.75, 0.5)
    assert agreement(scores, answers, ordered=False) == (0.25, 0.5)


def test_verdicts_part_the_photos() -> None:
    scores = np.full((3, 9), 0.02, dtype=np.float32)
    scores[0, 0] = 0.84
    scores[1, :2] = 0.43
    scores[2] = 1 / 9
    first = np.array([[0, 0], [1, 0], [5, 6]])
    figures = verdict_figures(scores, first)
    assert {name: f.share for name, f in figures.items()} == {
        name: pytest.approx(1 / 3) for name in ("clear", "either", "unsure")
    }
    assert figures["clear"].top1 == figures["clear"].named == 1
    assert figures["either"].named == 1
    assert figures["either"].top1 == 0.5
    assert figures["unsure"].named == 0
    assert recalls(scores, first)["casual"] == (3, 1.0)
    assert "modern" not in recalls(scores, first)


def test_the_worst_mistakes_are_drawn(tmp_path: Path) -> None:
    seen, said = outfits(60, seed=1)
    photo, garments = (
        Expert(*(np.zeros(shape, np.float32) for shape in (n, n, (n, 21), 21)))
        for n in (864, GARMENTS)
    )
    model = StyleModel(
        replace(photo, scale=photo.scale + 1),
        replace(garments, scale=garments.scale + 1),
        dict.fromkeys(HEADS, Pooling(1, 1, 1, 1)),
    )
    blank = np.zeros((40, 20, 3), dtype=np.uint8)
    asked: list[str] = []

    def read(photo_id: str) -> NDArray[np.uint8]:
        asked.append(photo_id)
        return blank

    wrong = Annotations(said.ids, said.targets, np.zeros_like(said.plausible), said.answers)
    draw_worst(model, seen, wrong, np.arange(40, 60), read, tmp_path / "worst.png")
    assert len(asked) == WORST_SHOWN
    assert (tmp_path / "worst.png").stat().st_size > 1000
