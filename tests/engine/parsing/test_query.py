import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.taxonomy import CATEGORIES, COLOURS, PATTERNS
from config.vocabulary import KIND_CATEGORIES
from engine.parsing.numbers import MAX_AMOUNT
from engine.parsing.query import asks_cheaper, is_about_budget, parse_query
from engine.search.filters import Filters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("검정색으로", Filters(colours=("black",))),
        ("5만원 이하", Filters(max_price=50_000)),
        ("under 50,000 won, black", Filters(colours=("black",), max_price=50_000)),
        ("３만 5천원 아래 네이비", Filters(colours=("navy",), max_price=35_000)),
        ("3~5만원", Filters(min_price=30_000, max_price=50_000)),
        ("30,000원에서 50,000원 사이", Filters(min_price=30_000, max_price=50_000)),
        ("5만원대 후드", Filters(categories=("hoodie",), min_price=50_000, max_price=59_999)),
        ("10만원 이상 코트", Filters(categories=("coat",), min_price=100_000)),
        ("50k or less", Filters(max_price=50_000)),
        ("3만원", Filters(max_price=30_000)),
        ("1.5만원 이하", Filters(max_price=15_000)),
        (
            "검정 오버핏 후드 5만원 이하",
            Filters(categories=("hoodie",), colours=("black",), fits=("over",), max_price=50_000),
        ),
        ("줄무늬 셔츠", Filters(categories=("shirt",), patterns=("stripe",))),
        ("반팔티셔츠", Filters(categories=("t_shirt",))),
        ("sweatshirt", Filters(categories=("sweatshirt",))),
        ("여성 롱스커트", Filters(categories=("skirt_long",), genders=("female",))),
        ("men's jeans", Filters(categories=("jeans",), genders=("male",))),
        (
            "black oversized hoodie under 50 dollars",
            Filters(categories=("hoodie",), colours=("black",), fits=("over",), max_price=70_000),
        ),
        ("under $50 jeans", Filters(categories=("jeans",), max_price=70_000)),
        ("코트 100달러 이하", Filters(categories=("coat",), max_price=140_000)),
        ("blakc hoddie", Filters(categories=("hoodie",), colours=("black",))),
        ("가디간", Filters(categories=("cardigan",))),
        ("M 사이즈 후드", Filters(categories=("hoodie",), sizes=("M",))),
        ("sneakers size 270", Filters(categories=("sneakers",), sizes=("270",))),
        ("겨울 코트", Filters(categories=("coat",), seasons=("winter",))),
        ("검정오버핏후드", Filters(categories=("hoodie",), colours=("black",), fits=("over",))),
        ("안녕하세요", Filters()),
        ("", Filters()),
    ],
)
def test_filters_of_a_query(text: str, expected: Filters) -> None:
    assert parse_query(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("바지만", "pants"),
        ("black pants", "pants"),
        ("치마", "skirt"),
        ("신발", "shoes"),
        ("하의", "bottom"),
    ],
)
def test_a_word_for_a_kind_means_all_of_it(text: str, kind: str) -> None:
    assert parse_query(text).categories == KIND_CATEGORIES[kind]


def test_a_longer_word_is_no_kind() -> None:
    assert parse_query("청바지").categories == ("jeans",)
    assert parse_query("cargo pants").categories == ("trousers",)


@pytest.mark.parametrize(
    "text", ["더 싼 거", "좀 더 저렴한 걸로", "너무 비싸요", "덜 비싼 거", "cheaper please"]
)
def test_cheaper_is_asked_for(text: str) -> None:
    assert asks_cheaper(text)


@pytest.mark.parametrize("text", ["", "더 비싼 거", "5만원 이하", "싼", "black"])
def test_cheaper_is_not_asked_for(text: str) -> None:
    assert not asks_cheaper(text)


@pytest.mark.parametrize("text", ["10만원", "5만원 이하", "80k", "120000", "1원", "100", "₩50,000"])
def test_about_a_budget(text: str) -> None:
    assert is_about_budget(text)


@pytest.mark.parametrize("text", ["", "검정 코트 10만원", "18도 비", "청바지", "어제", "천천히"])
def test_not_about_a_budget(text: str) -> None:
    assert not is_about_budget(text)


@given(st.text(max_size=2000))
def test_any_text_gives_filters_of_the_taxonomy(text: str) -> None:
    filters = parse_query(text)
    assert set(filters.categories) <= set(CATEGORIES)
    assert set(filters.colours) <= set(COLOURS)
    assert set(filters.patterns) <= set(PATTERNS)
    for price in (filters.min_price, filters.max_price):
        assert price is None or 0 <= price <= MAX_AMOUNT


@given(st.integers(1, 9_999))
def test_an_upper_limit_reads_the_same_in_every_notation(thousands: int) -> None:
    won = thousands * 1000
    man, cheon = divmod(thousands, 10)
    korean = (f"{man}만" if man else "") + (f"{cheon}천" if cheon else "")
    for text in (f"{won}원 이하", f"{won:,}원 이하", f"under {won:,} won", f"{korean}원 이하"):
        assert parse_query(text).max_price == won, text


def test_a_later_sentence_replaces_only_what_it_names() -> None:
    first = parse_query("검정 후드 5만원 이하")
    assert first.narrowed(parse_query("흰색으로")) == Filters(
        categories=("hoodie",), colours=("white",), max_price=50_000
    )


def test_a_shop_is_meant_by_its_name() -> None:
    found = parse_query("거리상점 검정 후드", ["거리상점", "모던하우스"])
    assert found == Filters(categories=("hoodie",), colours=("black",), shops=("거리상점",))
