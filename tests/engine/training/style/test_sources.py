import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from PIL import Image

from config.errors import CoordiError
from config.kfashion import k_fashion_styles
from config.taxonomy import STYLES
from engine.models.style import LABELS_FILE, StyleLabels, StyleModel
from engine.models.style import WEIGHTS as STYLE_WEIGHTS
from engine.schemas import Analysis
from engine.training.cli import train
from engine.training.style.custom_labels import fit_labels
from engine.training.style.data import Outfits
from engine.training.style.sources import LabelledPhoto, read_folders, read_kfashion, read_picture


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Fit on one thread: several that wait for each other are slower where others work, too."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def picture(path: Path, colour: str = "#8899aa") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (60, 120), colour).save(path)
    return path


def annotation(path: Path, name: str, styles: Sequence[str]) -> Path:
    """Write an annotation as AI-Hub does, with what is of no use here left empty."""
    labels = {"스타일": [{"스타일": style} for style in styles] or [{}], "상의": [{}], "하의": [{}]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(
            {
                "이미지 정보": {"이미지 식별자": 1, "이미지 파일명": name},
                "데이터셋 정보": {
                    "데이터셋 상세설명": {"렉트좌표": {}, "라벨링": labels},
                    "파일 이름": name,
                },
            },
            ensure_ascii=False,
        ),
        encoding="utf-8",
    )
    return path


def test_reads_kfashion_annotations_beside_their_pictures(tmp_path: Path) -> None:
    picture(tmp_path / "원천데이터" / "a.jpg")
    picture(tmp_path / "원천데이터" / "b.jpg")
    picture(tmp_path / "원천데이터" / "c.jpg")
    labels = tmp_path / "라벨링데이터"
    annotation(labels / "1.json", "a.jpg", ["소피스트케이티드", "모던"])
    annotation(labels / "2.json", "b.jpg", [])
    annotation(labels / "3.json", "gone.jpg", ["펑크"])
    annotation(labels / "히피" / "4.json", "c.jpg", [])
    photos = read_kfashion(tmp_path)
    assert [(p.path.name, p.label, p.style) for p in photos] == [
        ("a.jpg", "소피스티케이티드", "modern"),
        ("c.jpg", "히피", "bohemian"),
    ]


def test_says_what_is_no_annotation(tmp_path: Path) -> None:
    with pytest.raises(CoordiError, match="no K-Fashion annotation"):
        read_kfashion(tmp_path)
    (tmp_path / "x.json").write_text("[1, 2]")
    with pytest.raises(CoordiError, match=r"x\.json is no K-Fashion"):
        read_kfashion(tmp_path)


def test_reads_a_folder_for_each_style_also_by_gender(tmp_path: Path) -> None:
    picture(tmp_path / "남성" / "댄디" / "1.png")
    picture(tmp_path / "여성" / "걸리시룩" / "2.png")
    picture(tmp_path / "street" / "3.png")
    found = {(p.label, p.style) for p in read_folders(tmp_path)}
    assert found == {("댄디", "classic"), ("걸리시룩", "feminine"), ("street", "street")}


def test_a_folder_that_names_no_style_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(CoordiError, match="no picture"):
        read_folders(tmp_path)
    picture(tmp_path / "street" / "1.png")
    picture(tmp_path / "신상" / "2.png")
    with pytest.raises(CoordiError, match="신상"):
        read_folders(tmp_path)


def test_a_picture_that_is_none_is_told_of(tmp_path: Path) -> None:
    broken = tmp_path / "a.jpg"
    broken.write_bytes(b"no picture")
    with pytest.raises(CoordiError, match=r"a\.jpg"):
        read_picture(broken)
    assert read_picture(picture(tmp_path / "b.png")).shape == (120, 60, 3)


def labelled(count: int) -> tuple[Outfits, list[LabelledPhoto]]:
    """Photos of four of the 23 styles, told by their features."""
    rng = np.random.default_rng(0)
    names = list(k_fashion_styles())[:4]
    which = rng.integers(0, 4, count)
    features = rng.normal(size=(count, 30)).astype(np.float32)
    features[np.arange(count), which] += 6
    garments = rng.normal(size=(count, 20)).astype(np.float32)
    photos = [
        LabelledPhoto(Path(f"{n}.jpg"), names[k], k_fashion_styles()[names[k]].style)
        for n, k in enumerate(which.tolist())
    ]
    return Outfits(features, garments, np.ones(count, dtype=bool)), photos


def test_labels_are_learned_measured_and_kept(tmp_path: Path) -> None:
    outfits, photos = labelled(300)
    odd = LabelledPhoto(Path("odd.jpg"), "키치", "retro")
    one_more = Outfits(
        *(np.concatenate([rows, rows[:1]]) for rows in (outfits.features, outfits.garments)),
        np.ones(301, dtype=bool),
    )
    labels, report = fit_labels(one_more, [*photos, odd], seed=0)
    assert report.photos > 20
    assert report.top1 > 0.8 > report.majority
    assert report.style >= report.top1
    assert report.left_out == ("키치",)
    assert "of the nine styles" in report.as_text()
    labels.save(tmp_path / LABELS_FILE)
    again = StyleLabels.load(tmp_path / LABELS_FILE)
    assert again is not None
    said = again.predict(outfits.features[0], None)
    assert said[0].name == photos[0].label
    assert sum(s.score for s in said) == pytest.approx(1, abs=1e-4)


def test_one_style_is_too_few() -> None:
    outfits, photos = labelled(20)
    same = [LabelledPhoto(p.path, "히피", "bohemian") for p in photos]
    with pytest.raises(CoordiError, match="at least two styles"):
        fit_labels(outfits, same, seed=0)


@pytest.mark.parametrize("option", ["--kfashion", "--folders"])
def test_trains_labels_from_the_command_line(tmp_path: Path, option: str) -> None:
    for number in range(8):
        name = ("힙합", "로맨틱")[number % 2]
        picture(
            tmp_path / "in" / name / f"{option}{number}.png", ("#202020", "#f0a0b0")[number % 2]
        )
        if option == "--kfashion":
            annotation(tmp_path / "in" / f"{number}.json", f"{option}{number}.png", [name])
    out = tmp_path / "out"
    result = CliRunner().invoke(train, ["style", option, str(tmp_path / "in"), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "힙합: 4 photos" in result.output
    (out / "style.npz").write_bytes(STYLE_WEIGHTS.read_bytes())
    model = StyleModel.load(out / "style.npz")
    said = model.predict(np.zeros(864, np.float32), [])
    assert {label.name for label in said.labels} == {"힙합", "로맨틱"}
    assert {scored.name for scored in said.style} == set(STYLES)
    said_of_all = Analysis(1, 1, (), said.style, 1, 1, 1, {}, style_labels=said.labels).as_json()
    assert [label["name"] for label in said_of_all["style_labels"]] == [
        label.name for label in said.labels
    ]


def test_the_command_wants_one_source(tmp_path: Path) -> None:
    result = CliRunner().invoke(train, ["style", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "--kfashion" in result.output
