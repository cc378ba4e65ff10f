import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.taxonomy import CATEGORIES, CATEGORY_SLOT, COLOURS, PATTERNS, STYLES, fits_of
from engine.models.product_style import (
    MAX_TEXT_CHARS,
    WEIGHTS,
    Evidence,
    ProductStyle,
    product_facts,
)
from engine.sessions import ModelFileError

BASE = np.full(9, 1 / 9)


def towards(style: str, lift: float = 1.0) -> np.ndarray:
    return np.eye(9)[STYLES.index(style)] * lift


def evidence(damping: float = 0.5, fact_weight: float = 0.5) -> Evidence:
    return Evidence(
        base=BASE,
        words={"러닝": towards("sporty"), "track": towards("sporty"), "리본": towards("feminine")},
        facts={"category:hoodie": towards("street")},
        damping=damping,
        fact_weight=fact_weight,
    )


@pytest.fixture(scope="module")
def shipped() -> ProductStyle:
    return ProductStyle.load()


def share(model: ProductStyle, text: str, style: str, facts: tuple[str, ...] = ()) -> float:
    return float(model.scores(text, facts)[STYLES.index(style)])


@given(st.text(max_size=200), st.sampled_from(CATEGORIES), st.sampled_from(PATTERNS))
def test_any_text_gives_probabilities_of_all_styles(text: str, category: str, pattern: str):
    model = ProductStyle(evidence())
    said = model.predict(text, product_facts(category, pattern, None, []))
    assert {s.name for s in said} == set(STYLES)
    assert sum(s.score for s in said) == pytest.approx(1, abs=1e-5)
    assert [s.score for s in said] == sorted((s.score for s in said), reverse=True)
    assert all(s.score > 0 for s in said)


def test_what_is_unknown_leaves_the_base_rate(shipped: ProductStyle):
    base = json.loads(WEIGHTS.read_text(encoding="utf-8"))["base"]
    assert shipped.scores("") == pytest.approx(base, abs=1e-3)
    assert shipped.scores("쀍뛟 qwxzy 12345", ("category:spaceship",)) == pytest.approx(
        base, abs=1e-3
    )


def test_words_are_found_in_compounds_but_latin_ones_stand_alone():
    model = ProductStyle(evidence())
    assert share(model, "라이트 러닝화", "sporty") > 0.2
    assert share(model, "Track Top", "sporty") > 0.2
    assert share(model, "soundtracks", "sporty") == pytest.approx(1 / 9)


def test_a_word_said_twice_counts_once():
    model = ProductStyle(evidence())
    assert model.scores("러닝 러닝 러닝") == pytest.approx(model.scores("러닝"))


def test_evidence_adds_up_less_than_if_it_were_independent():
    both, one = "러닝 track", "러닝"
    damped, naive = ProductStyle(evidence(damping=0.5)), ProductStyle(evidence(damping=0.0))
    assert (
        share(damped, one, "sporty") < share(damped, both, "sporty") < share(naive, both, "sporty")
    )


def test_facts_count_by_their_weight():
    light, heavy = (ProductStyle(evidence(fact_weight=w)) for w in (0.2, 1.0))
    facts = product_facts("hoodie", None, None, [])
    assert 1 / 9 < share(light, "", "street", facts) < share(heavy, "", "street", facts)


def test_only_the_beginning_of_a_long_description_is_read():
    model = ProductStyle(evidence())
    assert model.scores("가 " * MAX_TEXT_CHARS + "러닝") == pytest.approx(BASE)


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_weights_know_every_fit_of_clothes(category: str):
    known = json.loads(WEIGHTS.read_text(encoding="utf-8"))["facts"]
    for fit in fits_of(CATEGORY_SLOT[category]):
        assert product_facts(category, None, fit, [])[-1] in known


def test_the_main_colour_alone_counts():
    assert product_facts("bag", None, None, COLOURS[:3]) == ("category:bag", f"colour:{COLOURS[0]}")


@pytest.mark.parametrize(
    ("title", "category", "style"),
    [
        ("남성 트레이닝 트랙 탑", "training_top", "sporty"),
        ("Men running jersey", "t_shirt", "sporty"),
        ("리본 프릴 블라우스", "blouse", "feminine"),
        ("Ruffled chiffon dress", "dress", "feminine"),
        ("하운드 트위드 재킷", "blazer", "classic"),
        ("Oxford wingtip shoes", "dress_shoes", "classic"),
        ("미니멀 슬랙스", "trousers", "modern"),
        ("그래픽 후드", "hoodie", "street"),
        ("와이드 코듀로이 팬츠", "trousers", "retro"),
        ("Vintage ringer tee", "t_shirt", "retro"),
        ("에스닉 프린지 숄", "scarf", "bohemian"),
        ("Boho crochet vest", "vest", "bohemian"),
        ("스터드 바이커 재킷", "jacket", "edgy"),
        ("데일리 베이직 티셔츠", "t_shirt", "casual"),
    ],
)
def test_what_shops_write_names_the_style(
    shipped: ProductStyle, title: str, category: str, style: str
):
    assert shipped.predict(title, product_facts(category, None, None, []))[0].name == style


def test_words_inside_other_words_mislead_nobody(shipped: ProductStyle):
    knit = product_facts("sweater", "solid", "regular", [])
    assert shipped.predict("꽈배기 니트", knit)[0].name != "street"
    assert share(shipped, "워크 점프수트", "classic") == share(shipped, "워크", "classic")


def test_weights_survive_writing_and_reading(tmp_path: Path):
    model = ProductStyle(evidence())
    model.save(tmp_path / "new" / "style.json")
    again = ProductStyle.load(tmp_path / "new" / "style.json")
    text = "러닝 리본"
    assert again.scores(text) == pytest.approx(model.scores(text), abs=1e-3)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"styles": ["casual"]}',
        json.dumps({"styles": STYLES, "base": [1], "words": {}, "facts": {}}),
        json.dumps({"styles": STYLES, "base": [0.1] * 9, "words": 3, "facts": {}}),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: str):
    path = tmp_path / "style.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ModelFileError):
        ProductStyle.load(path)
    with pytest.raises(ModelFileError):
        ProductStyle.load(tmp_path / "missing.json")
