import pytest

from config.kfashion import (
    group_names,
    k_fashion_names,
    k_fashion_style,
    k_fashion_styles,
    related_styles,
)
from config.style_words import style_of_word
from config.taxonomy import K_FASHION_STYLE, STYLES


def test_there_are_23_styles_in_10_groups() -> None:
    assert len(k_fashion_styles()) == 23
    assert {known.group for known in k_fashion_styles().values()} == set(group_names())
    assert len(group_names()) == 10
    assert set(k_fashion_styles()) == set(K_FASHION_STYLE)


def test_every_one_of_the_nine_stands_for_some_of_them() -> None:
    for style in STYLES:
        names = k_fashion_names(style)
        assert names
        assert all(known.style == style for known in names)
    assert k_fashion_names("street")[0].name == "스트리트"


def test_related_styles_share_a_group_both_ways() -> None:
    assert related_styles()["street"] == ("retro", "edgy")
    for style, others in related_styles().items():
        assert style not in others
        assert all(style in related_styles()[other] for other in others)


def test_both_spellings_of_the_data_are_known() -> None:
    assert k_fashion_style("소피스트케이티드") is k_fashion_style(" 소피스티케이티드")
    assert k_fashion_style("모르는말") is None


@pytest.mark.parametrize(
    ("word", "style"),
    [
        ("스트릿", "street"),
        ("Street Style", "street"),
        ("스트릿룩", "street"),
        ("Hip-Hop", "street"),
        ("댄디", "classic"),
        ("비즈니스 캐주얼", "classic"),
        ("걸리시룩", "feminine"),
        ("고프코어", "sporty"),
        ("아메카지", "retro"),
        ("소피스트케이티드", "modern"),
        ("avant-garde", "edgy"),
        ("bohemian", "bohemian"),
        ("룩", None),
        ("", None),
        ("신상품", None),
    ],
)
def test_labels_of_other_services_are_mapped(word: str, style: str | None) -> None:
    assert style_of_word(word) == style
