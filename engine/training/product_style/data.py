"""What the product style model learns from: described items, worn garments, and a seed lexicon."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import CATEGORY_SLOT, STYLES, Slot
from config.vocabulary import (
    category_lexicon,
    colour_lexicon,
    fit_lexicon,
    normalise,
    pattern_lexicon,
)
from engine.models.style import HEADS
from engine.training.garment.data import COARSE
from engine.training.street_photos import boxed_photos
from engine.training.style.data import ANNOTATORS, read_annotations

Votes = NDArray[np.float64]

MOOD_STEMS: Final = MappingProxyType(
    {
        "casual": ("캐주얼", "캐쥬얼", "데일리", "베이직", "일상"),
        "street": ("스트릿", "스트리트", "힙합", "트렌디", "유행", "젊은", "밀리터리", "군복"),
        "classic": (
            "클래식",
            "단정",
            "격식",
            "포멀",
            "정장",
            "고전적",
            "프레피",
            "스쿨룩",
            "오피스",
        ),
        "modern": ("모던", "미니멀", "시크한", "시크하", "도시적", "세련", "매니쉬", "현대적"),
        "feminine": ("여성스러", "페미닌", "로맨틱", "러블리", "사랑스러", "소녀", "청순", "섹시"),
        "sporty": ("스포티", "스포츠", "액티브", "운동복"),
        "retro": ("레트로", "빈티지", "복고", "키치"),
        "bohemian": ("보헤미안", "에스닉", "히피", "이국적", "웨스턴", "컨츄리", "컨트리"),
        "edgy": ("유니크", "펑크", "록커", "락시크", "강렬", "와일드", "크러쉬", "아방가르드"),
    }
)
"""What in a mood phrase names a style; after K-Fashion's fold in `config.taxonomy`."""

SEED_WORDS: Final = MappingProxyType(
    {
        "casual": (
            *("캐주얼", "데일리", "베이직", "에브리데이", "헨리넥", "셀비지", "원마일", "라운지"),
            *("casual", "everyday", "basic", "daily", "essential", "relaxed", "henley", "lounge"),
        ),
        "street": (
            *(
                "스트릿",
                "스트리트",
                "힙합",
                "카고",
                "그래픽",
                "볼캡",
                "바시티",
                "코치 재킷",
                "배기 팬츠",
            ),
            *("청키 스니커즈", "스케이트", "볼드", "체커보드", "밀리터리", "그래피티", "배기 데님"),
            *("street", "streetwear", "cargo", "graphic", "varsity", "baggy", "skate"),
            *("hip-hop", "camo", "bomber"),
        ),
        "classic": (
            *("클래식", "옥스포드", "옥스퍼드", "로퍼", "트위드", "더플", "피케", "치노", "아가일"),
            *(
                "글렌체크",
                "윙팁",
                "더비",
                "수트 베스트",
                "수트 재킷",
                "체스터필드",
                "트렌치",
                "금장",
            ),
            *("프레피", "칼리지", "정장", "타탄", "헤링본", "herringbone", "formal", "tartan"),
            *("classic", "oxford", "loafer", "loafers", "tweed", "duffle", "pique", "chino"),
            *("chinos", "argyle", "wingtip", "derby", "chesterfield", "trench", "preppy"),
        ),
        "modern": (
            *(
                "모던",
                "미니멀",
                "시크",
                "슬랙스",
                "실키",
                "노카라",
                "테이퍼드",
                "핸드메이드",
                "h라인",
            ),
            *("스틸레토", "탑핸들", "modern", "minimal", "minimalist", "slacks", "tapered"),
            *("collarless", "sleek", "tailored", "pencil skirt", "stiletto"),
        ),
        "feminine": (
            *("페미닌", "로맨틱", "러블리", "리본", "프릴", "러플", "퍼프", "셔링", "시폰", "쉬폰"),
            *(
                "레이스 블라우스",
                "레이스 원피스",
                "플리츠",
                "메리제인",
                "캐미솔",
                "앙고라",
                "뷔스티에",
                "새틴",
                "튤",
                "펌프스",
            ),
            *("티어드", "feminine", "romantic", "bow", "frill", "ruffle", "ruffled", "puff"),
            *("chiffon", "pleated", "mary jane", "camisole", "angora", "satin", "tulle"),
            *("pumps", "tiered"),
        ),
        "sporty": (
            *(
                "스포티",
                "스포츠",
                "트랙",
                "러닝",
                "트레이닝",
                "저지",
                "조거",
                "윈드브레이커",
                "액티브",
            ),
            *("애슬레틱", "트레일", "트레킹", "하이킹", "아노락", "머슬핏", "요가", "레이서백"),
            *("하프집업", "등산", "sporty", "sports", "track", "running", "training", "jersey"),
            *("jogger", "joggers", "windbreaker", "athletic", "active", "gym", "yoga", "trail"),
            *("hiking", "anorak", "workout", "racerback"),
        ),
        "retro": (
            *("레트로", "빈티지", "코듀로이", "골덴", "나팔", "부츠컷", "링거", "나그랑", "라글란"),
            *("하와이안", "캣아이", "복고", "타탄", "키치", "볼링", "retro", "vintage", "corduroy"),
            *("flared", "bootcut", "ringer", "raglan", "hawaiian", "cat eye", "tartan"),
        ),
        "bohemian": (
            *("보헤미안", "에스닉", "히피", "페이즐리", "프린지", "크로셰", "라탄", "라피아"),
            *("웨스턴", "글래디에이터", "티어드", "타이다이", "선드레스", "마크라메"),
            *("boho", "bohemian", "ethnic", "hippie", "paisley", "fringe", "crochet", "rattan"),
            *("raffia", "embroidered", "western", "gladiator", "tiered", "tie-dye", "kimono"),
        ),
        "edgy": (
            *(
                "스터드",
                "디스트로이드",
                "라이더",
                "워커",
                "컴뱃",
                "코르셋",
                "펑크",
                "고딕",
                "지브라",
            ),
            *(
                "바이커",
                "니하이",
                "레더 재킷",
                "가죽 재킷",
                "가죽 자켓",
                "레더 팬츠",
                "레더 스커트",
            ),
            *("레더 미니", "레더 스키니", "leather jacket", "leather pants", "leather skirt"),
            *("studded", "stud", "distressed", "biker", "combat", "corset", "punk", "goth"),
            *("grunge", "moto", "zebra"),
        ),
    }
)
"""Words that shops use and described items lack, by the style they are sold as.

Words that say only a material, a shape or somebody's name are left out (leather is edgy as a
jacket, not as a bag), and so are those that other words contain (수트 in
점프수트, 배기 in 꽈배기).
"""

SEED_CATEGORIES: Final = MappingProxyType(
    {
        "training_top": ("sporty",),
        "training_bottom": ("sporty",),
        "leggings": ("sporty",),
        "hoodie": ("street", "casual"),
        "sweatshirt": ("casual", "street"),
        "polo": ("classic", "casual"),
        "padded_jacket": ("casual", "sporty"),
        "parka": ("casual", "sporty"),
        "sneakers": ("casual", "sporty"),
        "dress_shoes": ("classic",),
        "blazer": ("classic", "modern"),
    }
)
"""What kinds of garment speak for that hardly occur on the street photos."""

_MIN_HANGUL: Final = 2
_WORD: Final = re.compile(r"[가-힣]+|[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class DescribedItem:
    """An item that somebody put into words.

    Attributes:
        item_id: of the source.
        words: of its features, material and colour, as a set.
        mood_words: of its mood, without those that name a style.
        text: features, material and colour as one text.
        votes: `(9,)` its styles by its mood phrases, summing to 1.
        colour: its main colour, None where none is named.
    """

    item_id: str
    words: frozenset[str]
    mood_words: frozenset[str]
    text: str
    votes: Votes
    colour: str | None


def read_items(path: Path) -> list[DescribedItem]:
    """Read ETRI's descriptions; items whose mood names none of our styles are left out.

    A line is `item <t> part <t> type <t> F|M|C|E <t> phrase`: feature, material, colour, mood.
    """
    phrases: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            item_id, _, _, kind, phrase = (field.strip() for field in line.split("\t"))
            phrases[item_id][kind].append(normalise(phrase.replace("_", "")))
    items = []
    for item_id, of_kind in sorted(phrases.items()):
        votes = _mood_votes(of_kind["E"])
        if votes is None:
            continue
        text = " ".join(of_kind["F"] + of_kind["M"] + of_kind["C"])
        colours = colour_lexicon().find(" ".join(of_kind["C"]))
        mood = [phrase for phrase in of_kind["E"] if _mood_votes([phrase]) is None]
        items.append(
            DescribedItem(
                item_id=item_id,
                words=_words(text),
                mood_words=_words(" ".join(mood)),
                text=text,
                votes=votes,
                colour=colours[0][0] if colours else None,
            )
        )
    return items


def _mood_votes(phrases: list[str]) -> Votes | None:
    joined = " ".join(phrase.replace(" ", "") for phrase in phrases)
    votes = np.array([sum(stem in joined for stem in MOOD_STEMS[s]) for s in STYLES], np.float64)
    return votes / votes.sum() if votes.any() else None


def _words(text: str) -> frozenset[str]:
    return frozenset(
        word for word in _WORD.findall(text) if len(word) >= _MIN_HANGUL and not _is_fact(word)
    )


def _is_fact(word: str) -> bool:
    """Whether a word is the name of a category, colour …, which count as facts already."""
    lexicons = (category_lexicon(), colour_lexicon(), fit_lexicon(), pattern_lexicon())
    return any(found == word for lexicon in lexicons for _, found in lexicon.find(word))


@dataclass(frozen=True, slots=True)
class WornGarment:
    """A garment on a street photo: its facts, and the `(9,)` votes of the outfit's style."""

    photo_id: str
    facts: tuple[str, ...]
    votes: Votes


def read_worn(street_dir: Path) -> list[WornGarment]:
    """Read the boxed garments of the street photos that have one plain category.

    Fit and pattern are facts only where both annotators agree; the pattern is the outfit's.
    """
    annotations = read_annotations(street_dir)
    votes = dict(zip(annotations.ids, annotations.targets[:, HEADS["style"]], strict=True))
    with (street_dir / "labels.csv").open(encoding="utf-8", newline="") as file:
        tags = {row["id"]: row for row in csv.DictReader(file)}
    worn = []
    for photo in boxed_photos(street_dir):
        for label in sorted(set(photo.fine_labels)):
            names = COARSE.get(("street", label), ())
            if len(names) != 1 or photo.photo_id not in votes:
                continue
            facts = _worn_facts(names[0], tags[photo.photo_id])
            worn.append(WornGarment(photo.photo_id, facts, votes[photo.photo_id].astype(float)))
    return worn


def _worn_facts(category: str, tags: dict[str, str]) -> tuple[str, ...]:
    slot = CATEGORY_SLOT[category]
    asked = {"pattern": {Slot.TOP, Slot.DRESS, Slot.SKIRT}}
    asked |= {"top_fit": {Slot.TOP, Slot.OUTER, Slot.DRESS}, "bottom_fit": {Slot.PANTS, Slot.SKIRT}}
    facts = [f"category:{category}"]
    for name, slots in asked.items():
        first, second = (tags[f"{name}_{who}"] for who in ANNOTATORS)
        if slot in slots and first == second != "na":
            facts.append(f"{name}:{first}")
    return tuple(facts)


def seed_votes() -> tuple[dict[str, Votes], dict[str, Votes]]:
    """Return the votes of the seed words, and those of the seed categories, each summing to 1."""
    styles_of: defaultdict[str, list[str]] = defaultdict(list)
    for style, group in SEED_WORDS.items():
        for word in group:
            styles_of[normalise(word)].append(style)
    words = {word: _shared(styles) for word, styles in styles_of.items()}
    facts = {f"category:{name}": _shared(styles) for name, styles in SEED_CATEGORIES.items()}
    return words, facts


def _shared(styles: Sequence[str]) -> Votes:
    votes = np.zeros(len(STYLES))
    votes[[STYLES.index(style) for style in styles]] = 1 / len(styles)
    return votes
