"""`coordi outfit score` on standard input and on the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from PIL import Image

from config.errors import CoordiError
from engine.outfits.cli import outfit


@pytest.fixture
def photos(tmp_path) -> list[str]:
    paths = [str(tmp_path / f"{name}.png") for name in ("top", "bottom")]
    for path, colour in zip(paths, ("navy", "beige"), strict=True):
        Image.new("RGB", (80, 100), colour).save(path)
    return paths


def test_json_lines_are_answered_by_json_lines(photos) -> None:
    asked = json.dumps({"items": [{"image": path} for path in photos]})

    result = CliRunner().invoke(outfit, ["score", "--json"], input=f"{asked}\n\n{asked}\n")

    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert len(answers) == 2
    assert all(set(answer) == {"score"} and 0 <= answer["score"] <= 1 for answer in answers)


def test_a_bad_line_is_answered_and_ends_with_one(photos) -> None:
    good = json.dumps({"items": [{"image": path} for path in photos]})

    result = CliRunner().invoke(
        outfit, ["score", "--json"], input=f"nonsense\n{good}\n".encode() + b"\xff\n"
    )

    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [answer.get("error", {}).get("code") for answer in answers] == [
        "bad_request",
        None,
        "bad_request",
    ]


def test_photos_on_the_command_line_are_one_outfit(photos) -> None:
    result = CliRunner().invoke(outfit, ["score", *photos])

    assert result.exit_code == 0
    assert 0 <= float(result.stdout) <= 1


def test_a_missing_photo_is_an_error_for_a_person(photos, tmp_path) -> None:
    gone = str(tmp_path / "gone.png")

    with pytest.raises(CoordiError, match=r"gone\.png"):
        CliRunner().invoke(outfit, ["score", photos[0], gone], catch_exceptions=False)


@pytest.mark.parametrize("options", [[], ["--json", "a.png"]])
def test_it_says_what_to_give_it(options: list[str]) -> None:
    result = CliRunner().invoke(outfit, ["score", *options])

    assert result.exit_code == 2
    assert "photos" in result.stderr
