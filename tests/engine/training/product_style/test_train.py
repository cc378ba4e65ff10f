from pathlib import Path

import numpy as np
import pytest

from config.errors import CoordiError
from config.taxonomy import CATEGORIES, STYLES
from engine.models.product_style import ProductStyle
from engine.training.product_style.data import (
    SEED_CATEGORIES,
    DescribedItem,
    WornGarment,
    read_items,
    seed_votes,
)
from engine.training.product_style.train import Learned, fit, train_and_report

PHRASES = """\
A-1 \tT \tSW \tF \t배색 지퍼 여밈
A-1 \tT \tSW \tM \t면
A-1 \tT \tSW \tC \t네이비 색상
A-1 \tT \tSW \tE \t스포티 한
A-1 \tT \tSW \tE \t활동_하기 좋 은
A-2 \tT \tBL \tF \t물결 장식
A-2 \tT \tBL \tE \t여성 스러운
A-2 \tT \tBL \tE \t빈티지 한
A-3 \tT \tBL \tF \t물결 장식
A-3 \tT \tBL \tE \t따뜻_한
"""


def votes_for(style: str) -> np.ndarray:
    return np.eye(len(STYLES))[STYLES.index(style)]


def items(count: int, word: str, style: str) -> list[DescribedItem]:
    words = frozenset({word, "공통"})
    return [
        DescribedItem(f"{word}-{i}", words, frozenset(), word, votes_for(style), None)
        for i in range(count)
    ]


def test_items_get_styles_from_their_moods_alone(tmp_path: Path):
    (tmp_path / "items.txt").write_text(PHRASES, encoding="utf-8")
    first, second = read_items(tmp_path / "items.txt")  # the third has no mood of ours
    assert first.votes == pytest.approx(votes_for("sporty"))
    assert second.votes == pytest.approx((votes_for("feminine") + votes_for("retro")) / 2)
    assert {"배색", "여밈"} <= first.words
    assert first.mood_words == {"활동하기"}
    assert first.colour == "navy"


def test_colours_and_other_facts_are_no_words(tmp_path: Path):
    (tmp_path / "items.txt").write_text(PHRASES, encoding="utf-8")
    assert "네이비" not in read_items(tmp_path / "items.txt")[0].words


def test_words_of_a_style_lift_it_and_common_ones_are_dropped():
    train = items(40, "물결", "feminine") + items(40, "지퍼", "sporty")
    evidence = fit(Learned(train, []), Learned(train, []), seed=0)
    assert STYLES[int(evidence.words["물결"].argmax())] == "feminine"
    assert evidence.words["지퍼"][STYLES.index("sporty")] > 0
    assert evidence.words["지퍼"][STYLES.index("feminine")] < 0
    assert "공통" not in evidence.words


def test_rare_words_are_dropped():
    train = items(40, "물결", "feminine") + items(7, "드문", "sporty")
    assert "드문" not in fit(Learned(train, []), Learned([], []), seed=0).words


def test_the_same_share_of_more_votes_makes_a_larger_lift():
    worn = [WornGarment("1", ("category:hat",), votes_for("retro"))]
    many = worn * 30 + [WornGarment("2", ("category:coat",), votes_for("modern"))] * 30
    few = worn * 2 + many[30:] + [WornGarment("3", ("category:bag",), votes_for("retro"))] * 28
    index = STYLES.index("retro")
    of_many, of_few = (
        fit(Learned([], w), Learned([], []), seed=0).facts["category:hat"][index]
        for w in (many, few)
    )
    assert 0 < of_few < of_many


def test_the_seed_lexicon_is_sound():
    words, facts = seed_votes()
    assert all(votes.sum() == pytest.approx(1) for votes in (*words.values(), *facts.values()))
    assert all(word == word.strip().lower() for word in words)
    assert set(SEED_CATEGORIES) <= set(CATEGORIES)
    assert {STYLES[int(votes.argmax())] for votes in words.values()} == set(STYLES)


def test_seeds_stand_alone_when_all_sets_are_left_out(tmp_path: Path):
    report = train_and_report(tmp_path, tmp_path / "out", exclude=("etri", "street"))
    assert report.descriptions is None
    assert report.words == len(seed_votes()[0])
    model = ProductStyle.load(tmp_path / "out" / "product_style.json")
    assert model.predict("러닝")[0].name == "sporty"


def test_a_missing_set_is_named(tmp_path: Path):
    with pytest.raises(CoordiError, match="etri_fascode"):
        train_and_report(tmp_path, tmp_path / "out")
    with pytest.raises(CoordiError, match=r"labels\.csv"):
        train_and_report(tmp_path, tmp_path / "out", exclude=("etri",))
