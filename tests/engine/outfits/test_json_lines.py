"""Outfits as JSON lines."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from config.settings import EngineSettings
from config.taxonomy import CATEGORIES, COLOURS, PATTERNS
from engine.models.garment import MASK_PX, GarmentModel
from engine.models.garment import Calibration as GarmentCalibration
from engine.models.outfit import Calibration, OutfitModel
from engine.models.outfit_towers import BACKDROP_DIMS, EMBEDDING_DIMS, Tower
from engine.outfits.json_lines import MAX_ITEMS, OutfitRequestError, answer_lines, parse

SETTINGS = EngineSettings(workers=2)


class CountingSession:
    """A garment network that reads nothing but the mean colour of a crop."""

    def __init__(self) -> None:
        self.crops = 0

    def run(self, inputs):
        crops = inputs["crops"]
        self.crops += len(crops)
        mean = crops.reshape(len(crops), -1, 3).mean(1) / 255
        spread = np.tile(mean, (1, 86))[:, :EMBEDDING_DIMS].astype(np.float32)
        n = len(crops)
        return [
            np.tile(mean, (1, 12))[:, : len(CATEGORIES)].astype(np.float32),
            np.zeros((n, len(PATTERNS)), np.float32),
            np.zeros((n, 3), np.float32),
            np.zeros((n, len(COLOURS)), np.float32),
            np.ones((n, MASK_PX, MASK_PX), np.float32),
            spread,
        ]


@pytest.fixture
def session() -> CountingSession:
    return CountingSession()


@pytest.fixture
def garments(session: CountingSession) -> GarmentModel:
    return GarmentModel(session, GarmentCalibration())


@pytest.fixture
def pictures(tmp_path: Path) -> list[str]:
    rng = np.random.default_rng(3)
    paths = []
    for i in range(20):
        colour = tuple(int(v) for v in rng.integers(0, 255, 3))
        paths.append(str(tmp_path / f"{i}.png"))
        Image.new("RGB", (60, 80), colour).save(paths[-1])
    return paths


def mild_tower(inputs: int, seed: int) -> Tower:
    rng = np.random.default_rng(seed)
    weight, pair = rng.normal(scale=0.1, size=(1, inputs, 4)), rng.normal(size=(1, 4))
    return Tower(
        (weight.astype(np.float32),),
        (np.zeros((1, 4), np.float32),),
        pair.astype(np.float32),
        pair.astype(np.float32),
    )


MODEL = OutfitModel(
    mild_tower(EMBEDDING_DIMS, 1),
    (mild_tower(EMBEDDING_DIMS, 2), mild_tower(BACKDROP_DIMS, 3)),
    calibration=(Calibration(1.0, 0.0), Calibration(1.0, 0.0)),
    backdrop_mean=np.zeros(BACKDROP_DIMS, np.float32),
)


def line(*paths: str) -> str:
    return json.dumps({"items": [{"image": path} for path in paths]})


def ask(lines, garments: GarmentModel):
    return answer_lines(lines, garments, MODEL, SETTINGS)


def test_every_line_is_answered_in_order(garments, pictures) -> None:
    lines = [line(*pictures[:3]), line(*pictures[3:5]), line(*pictures[:3])]

    answers = ask(lines, garments)

    scores = [answer["score"] for answer in answers]
    assert all(0 <= score <= 1 for score in scores)
    assert scores[0] == scores[2] != scores[1]
    assert [ask([one], garments)[0]["score"] for one in lines] == pytest.approx(scores, abs=1e-5)


def test_every_picture_is_described_once(garments, session, pictures) -> None:
    ask([line(*pictures[i : i + 4]) for i in range(17)], garments)

    assert session.crops == len(pictures)


def test_one_bad_line_leaves_the_others_answered(garments, pictures, tmp_path) -> None:
    (tmp_path / "note.txt").write_text("not a picture")
    lines = [
        line(*pictures[:2]),
        "{",
        line(pictures[0], str(tmp_path / "gone.png")),
        "",
        line(str(tmp_path / "note.txt"), pictures[1]),
        line(*pictures[:2]),
    ]

    answers = ask(lines, garments)

    codes = [answer.get("error", {}).get("code") for answer in answers]
    assert codes == [None, "bad_request", "unreadable_file", "not_a_picture", None]
    assert all(answer["error"]["message"] for answer in answers if "error" in answer)
    assert answers[0] == answers[-1]


def test_no_lines_no_answers(garments) -> None:
    assert ask(["", "  \n"], garments) == []


@pytest.mark.parametrize(
    "bad",
    [
        "null",
        "[]",
        "[" * 100_000,
        '{"items": []}',
        '{"items": {}}',
        '{"items": [{}]}',
        '{"items": [{"image": 3}]}',
        '{"items": [{"image": ""}]}',
        '{"items": ["a.png"]}',
        json.dumps({"items": [{"image": "a.png"}] * (MAX_ITEMS + 1)}),
        "\x00",
        "NaN",
    ],
)
def test_what_is_no_outfit_is_refused(bad: str) -> None:
    with pytest.raises(OutfitRequestError):
        parse(bad)


def test_a_path_with_a_null_character_is_unreadable(garments, pictures) -> None:
    answers = ask([line(pictures[0], "a\x00b")], garments)

    assert answers[0]["error"]["code"] == "unreadable_file"


def test_an_outfit_is_its_paths() -> None:
    assert parse(line("a.png", "b/c.jpg")) == (Path("a.png"), Path("b/c.jpg"))
