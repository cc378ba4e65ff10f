import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from config.errors import CoordiError
from engine.cli import analyze, embed
from tests.support.photos import packaged_photo


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    monkeypatch.chdir(tmp_path)  # no .env of the developer
    return CliRunner()


def lines_of(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_line_a_photo_in_order_with_errors_in_their_place(
    runner: CliRunner, tmp_path: Path
) -> None:
    text = tmp_path / "text.jpg"
    text.write_text("not a picture")
    photo = packaged_photo("bus.jpg")
    listed = tmp_path / "list.txt"
    listed.write_text(f"{text}\n\n{photo}\n")
    result = runner.invoke(analyze, ["--json", "--list", str(listed), str(tmp_path / "gone.jpg")])
    assert result.exit_code == 1
    gone, broken, answer = lines_of(result)
    assert gone["error"]["code"] == "unreadable_file"
    assert broken == {
        "path": str(text),
        "error": {"code": "not_a_picture", "message": broken["error"]["message"]},
    }
    assert answer["path"] == str(photo)
    assert (answer["width"], answer["height"]) == (810, 1080)
    first = answer["garments"][0]
    assert {"box", "slot", "score", "category", "category_score", "colours", "pattern", "fit"} <= {
        *first
    }
    assert {"decode", "detect", "describe"} <= {*answer["timing_ms"]}


def test_a_garment_photo_gives_exactly_one_garment(runner: CliRunner, tmp_path: Path) -> None:
    shirt = tmp_path / "shirt.png"
    Image.new("RGB", (200, 300), "navy").save(shirt)
    result = runner.invoke(analyze, ["--json", "--kind", "garment", str(shirt)])
    assert result.exit_code == 0
    (answer,) = lines_of(result)
    assert len(answer["garments"]) == 1


def test_text_for_people_shows_only_what_is_sure(runner: CliRunner) -> None:
    result = runner.invoke(analyze, [str(packaged_photo("bus.jpg"))])
    scores = [float(line.split()[0]) for line in result.stdout.splitlines() if line[2:3] == "0"]
    assert scores
    assert min(scores) >= 0.3


def test_embeddings_are_unit_rows_in_the_order_of_the_arguments(
    runner: CliRunner, tmp_path: Path
) -> None:
    paths = []
    for number, colour in enumerate(["red", "navy", "white", "red"]):
        path = tmp_path / f"{number}.png"
        Image.new("RGB", (120, 160), colour).save(path)
        paths.append(str(path))
    result = runner.invoke(embed, ["--out", "rows.npy", *paths])
    assert result.exit_code == 0, result.output
    rows = np.load("rows.npy")
    assert (rows.shape, rows.dtype) == ((4, 256), np.float32)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    assert np.allclose(rows[0], rows[3], atol=1e-3)
    assert not np.allclose(rows[0], rows[1], atol=1e-2)


def test_embedding_a_bad_picture_writes_nothing(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").write_bytes(b"")
    result = runner.invoke(embed, ["--out", "rows.npy", "empty.jpg"])
    assert isinstance(result.exception, CoordiError)
    assert not Path("rows.npy").exists()


def test_no_photo_is_an_error_with_a_hint(runner: CliRunner) -> None:
    result = runner.invoke(analyze, ["--json"])
    assert result.exit_code == 2
    assert "at least one photo" in result.stderr
