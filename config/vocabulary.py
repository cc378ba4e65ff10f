"""How people and shops write categories, colours, patterns, fits, genders, seasons and materials.

Korean and English.

Matching is on lower-case text; a longer phrase wins over a shorter one that lies inside it, so
`반팔 티셔츠` is not read as `티셔츠` and `sweatshirt` not as `shirt`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from config.taxonomy import SLOT_CATEGORIES, Slot

CATEGORY_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "t_shirt": (
            "티셔츠",
            "반팔",
            "반팔티",
            "반팔 티셔츠",
            "반팔티셔츠",
            "반소매",
            "티",
            "t-shirt",
            "tshirt",
            "t shirt",
            "tee",
        ),
        "long_sleeve": (
            "긴팔",
            "긴팔티",
            "긴팔 티셔츠",
            "긴팔티셔츠",
            "롱슬리브",
            "long sleeve",
            "longsleeve",
            "long-sleeve",
        ),
        "sleeveless": (
            "민소매",
            "나시",
            "슬리브리스",
            "탱크탑",
            "캐미솔",
            "sleeveless",
            "tank top",
            "camisole",
            "cami",
        ),
        "shirt": ("셔츠", "남방", "와이셔츠", "shirt", "oxford shirt"),
        "blouse": ("블라우스", "blouse"),
        "polo": (
            "폴로",
            "카라티",
            "카라 티셔츠",
            "폴로 셔츠",
            "폴로셔츠",
            "피케",
            "피케 티셔츠",
            "pk티",
            "polo",
            "polo shirt",
            "pique",
        ),
        "sweatshirt": ("맨투맨", "스웨트셔츠", "스웻셔츠", "sweatshirt", "crewneck"),
        "hoodie": (
            "후드",
            "후드티",
            "후디",
            "후드집업",
            "후드 집업",
            "hoodie",
            "hooded sweatshirt",
            "hoody",
        ),
        "sweater": (
            "니트",
            "스웨터",
            "풀오버",
            "터틀넥",
            "sweater",
            "knit",
            "jumper",
            "pullover",
            "turtleneck",
        ),
        "vest": ("조끼", "베스트", "니트 조끼", "vest", "waistcoat", "gilet"),
        "training_top": (
            "트레이닝 상의",
            "트레이닝 탑",
            "기능성 티셔츠",
            "스포츠 브라",
            "training top",
            "jersey",
            "track top",
            "sports bra",
        ),
        "jeans": ("청바지", "데님 팬츠", "진", "jeans", "denim pants", "denim trousers"),
        "trousers": (
            "바지",
            "팬츠",
            "슬랙스",
            "긴바지",
            "치노",
            "카고 팬츠",
            "카고바지",
            "면바지",
            "trousers",
            "pants",
            "slacks",
            "chinos",
            "cargo pants",
        ),
        "leggings": ("레깅스", "leggings", "tights", "jeggings"),
        "training_bottom": (
            "트레이닝 바지",
            "트레이닝 팬츠",
            "츄리닝",
            "조거 팬츠",
            "조거팬츠",
            "스웨트 팬츠",
            "joggers",
            "jogger pants",
            "track pants",
            "trackpants",
            "sweatpants",
            "training pants",
        ),
        "shorts": ("반바지", "쇼츠", "숏팬츠", "버뮤다", "shorts", "bermuda"),
        "skirt_short": (
            "치마",
            "스커트",
            "미니스커트",
            "미니 스커트",
            "짧은 치마",
            "skirt",
            "mini skirt",
            "miniskirt",
        ),
        "skirt_long": (
            "롱스커트",
            "롱 스커트",
            "긴 치마",
            "미디 스커트",
            "미디스커트",
            "맥시 스커트",
            "long skirt",
            "midi skirt",
            "maxi skirt",
        ),
        "blazer": (
            "블레이저",
            "자켓 정장",
            "수트 자켓",
            "테일러드 자켓",
            "blazer",
            "suit jacket",
            "tailored jacket",
        ),
        "cardigan": ("가디건", "카디건", "cardigan"),
        "coat": (
            "코트",
            "트렌치코트",
            "트렌치 코트",
            "더플코트",
            "coat",
            "trench",
            "trench coat",
            "overcoat",
        ),
        "jacket": (
            "자켓",
            "재킷",
            "점퍼",
            "청자켓",
            "라이더 자켓",
            "봄버",
            "바람막이",
            "jacket",
            "bomber",
            "windbreaker",
            "denim jacket",
        ),
        "parka": ("파카", "야상", "parka", "anorak", "아노락"),
        "padded_jacket": (
            "패딩",
            "다운",
            "롱패딩",
            "숏패딩",
            "경량패딩",
            "패딩 점퍼",
            "puffer",
            "padded jacket",
            "down jacket",
            "puffer jacket",
        ),
        "dress": ("원피스", "드레스", "dress", "one-piece", "gown"),
        "jumpsuit": (
            "점프수트",
            "점프슈트",
            "올인원",
            "멜빵바지",
            "jumpsuit",
            "romper",
            "playsuit",
            "overalls",
            "dungarees",
        ),
        "sneakers": (
            "운동화",
            "스니커즈",
            "러닝화",
            "신발",
            "sneakers",
            "sneaker",
            "trainers",
            "running shoes",
            "sports shoes",
            "casual shoes",
            "shoes",
        ),
        "dress_shoes": (
            "구두",
            "로퍼",
            "더비",
            "옥스퍼드 구두",
            "플랫 슈즈",
            "플랫슈즈",
            "dress shoes",
            "formal shoes",
            "loafers",
            "loafer",
            "derby",
            "oxfords",
            "flats",
            "ballerinas",
            "ballet flats",
        ),
        "heels": (
            "힐",
            "하이힐",
            "펌프스",
            "스틸레토",
            "heels",
            "pumps",
            "stilettos",
            "heeled shoes",
        ),
        "boots": ("부츠", "워커", "첼시부츠", "앵클부츠", "boots", "boot", "ankle boots"),
        "sandals": (
            "샌들",
            "슬리퍼",
            "쪼리",
            "뮬",
            "sandals",
            "sandal",
            "slippers",
            "flip flops",
            "slides",
            "mules",
        ),
        "bag": (
            "가방",
            "백",
            "토트백",
            "크로스백",
            "숄더백",
            "백팩",
            "에코백",
            "클러치",
            "bag",
            "handbag",
            "handbags",
            "tote",
            "backpack",
            "backpacks",
            "clutch",
            "clutches",
            "purse",
        ),
        "hat": (
            "모자",
            "볼캡",
            "캡",
            "비니",
            "버킷햇",
            "hat",
            "cap",
            "caps",
            "beanie",
            "bucket hat",
        ),
        "scarf": (
            "스카프",
            "목도리",
            "머플러",
            "scarf",
            "scarves",
            "muffler",
            "stole",
            "stoles",
            "shawl",
        ),
        "belt": ("벨트", "허리띠", "belt", "belts"),
        "eyewear": ("안경", "선글라스", "sunglasses", "glasses", "eyewear", "eyeglasses"),
    }
)

KIND_CATEGORIES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "top": SLOT_CATEGORIES[Slot.TOP],
        "outer": SLOT_CATEGORIES[Slot.OUTER],
        "pants": SLOT_CATEGORIES[Slot.PANTS],
        "skirt": SLOT_CATEGORIES[Slot.SKIRT],
        "shoes": SLOT_CATEGORIES[Slot.SHOES],
        "bottom": (
            *SLOT_CATEGORIES[Slot.PANTS],
            *SLOT_CATEGORIES[Slot.SHORTS],
            *SLOT_CATEGORIES[Slot.SKIRT],
        ),
    }
)
"""What a word for a whole kind of clothes stands for when somebody looks for it."""

KIND_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "top": ("상의", "윗옷", "tops"),
        "outer": ("아우터", "겉옷", "외투", "outerwear"),
        "pants": ("바지", "팬츠", "pants", "trousers"),
        "skirt": ("치마", "스커트", "skirt", "skirts"),
        "shoes": ("신발", "슈즈", "shoes"),
        "bottom": ("하의", "bottoms"),
    }
)
"""Words of people who look for something; in a shop's title "바지" is what is no jeans."""

COLOUR_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "black": ("검정", "검정색", "검은", "검은색", "까만", "까만색", "블랙", "흑색", "black"),
        "white": (
            "흰",
            "흰색",
            "하얀",
            "하얀색",
            "하양",
            "화이트",
            "백색",
            "아이보리",
            "white",
            "ivory",
            "off white",
            "off-white",
        ),
        "grey": ("회색", "그레이", "쥐색", "차콜", "grey", "gray", "charcoal"),
        "navy": ("남색", "네이비", "곤색", "navy", "navy blue"),
        "blue": ("파랑", "파란", "파란색", "파랑색", "블루", "청색", "blue"),
        "sky_blue": ("하늘색", "하늘", "스카이블루", "연청", "소라색", "sky blue", "light blue"),
        "red": ("빨강", "빨간", "빨간색", "빨강색", "레드", "red"),
        "wine": ("와인", "와인색", "버건디", "자주색", "wine", "burgundy", "maroon"),
        "pink": ("분홍", "분홍색", "핑크", "핑크색", "pink"),
        "orange": ("주황", "주황색", "오렌지", "오렌지색", "orange"),
        "yellow": (
            "노랑",
            "노란",
            "노란색",
            "노랑색",
            "옐로우",
            "옐로",
            "머스타드",
            "yellow",
            "mustard",
        ),
        "green": ("초록", "초록색", "녹색", "그린", "green"),
        "mint": ("민트", "민트색", "mint"),
        "khaki": ("카키", "카키색", "올리브", "국방색", "khaki", "olive"),
        "beige": ("베이지", "베이지색", "크림", "샌드", "beige", "cream", "sand"),
        "brown": ("갈색", "밤색", "브라운", "카멜", "brown", "camel", "tan"),
        "purple": ("보라", "보라색", "퍼플", "purple", "violet"),
        "lavender": ("라벤더", "연보라", "연보라색", "라일락", "lavender", "lilac"),
        "gold": ("금색", "골드", "gold"),
        "silver": ("은색", "실버", "silver"),
        "neon": ("네온", "형광", "형광색", "neon", "fluorescent"),
    }
)

PATTERN_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "solid": ("무지", "단색", "민무늬", "solid", "plain"),
        "stripe": ("줄무늬", "스트라이프", "단가라", "stripe", "striped", "stripes"),
        "check": (
            "체크",
            "체크무늬",
            "격자",
            "깅엄",
            "check",
            "checked",
            "checkered",
            "plaid",
            "tartan",
            "gingham",
        ),
        "floral": ("꽃무늬", "플로럴", "플라워", "floral", "flower"),
        "dot": ("땡땡이", "도트", "물방울", "dot", "dots", "polka dot", "polka"),
        "graphic": (
            "그래픽",
            "프린팅",
            "프린트",
            "로고",
            "레터링",
            "graphic",
            "printed",
            "print",
            "logo",
        ),
        "animal": ("호피", "레오파드", "지브라", "뱀피", "animal", "leopard", "zebra"),
    }
)

FIT_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "slim": ("슬림", "슬림핏", "스키니", "slim", "slim fit", "skinny"),
        "regular": ("레귤러", "레귤러핏", "정핏", "스탠다드핏", "regular", "regular fit"),
        "over": (
            "오버핏",
            "오버사이즈",
            "루즈핏",
            "박시",
            "oversized",
            "oversize",
            "over fit",
            "boxy",
            "loose",
        ),
        "wide": ("와이드", "와이드핏", "통바지", "통넓은", "wide", "wide leg", "wide-leg", "baggy"),
    }
)

GENDER_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "female": (
            "여자",
            "여성",
            "여성용",
            "우먼",
            "woman",
            "women",
            "womens",
            "women's",
            "female",
            "ladies",
            "girls",
        ),
        "male": ("남자", "남성", "남성용", "맨즈", "man", "men", "mens", "men's", "male", "boys"),
        "unisex": ("공용", "남녀공용", "유니섹스", "unisex"),
    }
)

SEASON_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "spring": ("봄", "봄용", "봄옷", "spring", "ss", "s/s"),
        "summer": ("여름", "여름용", "한여름", "썸머", "쿨링", "냉감", "summer", "cooling"),
        "autumn": ("가을", "가을용", "간절기", "환절기", "autumn", "fall", "fw", "f/w"),
        "winter": ("겨울", "겨울용", "한겨울", "기모", "방한", "히트", "발열", "winter", "thermal"),
    }
)

MATERIAL_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "cotton": ("면", "코튼", "순면", "cotton"),
        "linen": ("린넨", "리넨", "마 혼방", "linen"),
        "wool": ("울", "양모", "메리노", "램스울", "wool", "merino", "lambswool"),
        "cashmere": ("캐시미어", "캐시미아", "cashmere"),
        "denim": ("데님", "denim"),
        "leather": ("가죽", "레더", "소가죽", "양가죽", "leather"),
        "suede": ("스웨이드", "세무", "suede"),
        "polyester": ("폴리에스터", "폴리에스테르", "폴리", "polyester"),
        "nylon": ("나일론", "nylon"),
        "silk": ("실크", "silk"),
        "rayon": ("레이온", "비스코스", "rayon", "viscose"),
        "modal": ("모달", "텐셀", "라이오셀", "modal", "tencel", "lyocell"),
        "acrylic": ("아크릴", "acrylic"),
        "elastane": ("스판", "스판덱스", "엘라스탄", "elastane", "spandex"),
        "fleece": ("플리스", "후리스", "뽀글이", "fleece", "sherpa"),
        "corduroy": ("코듀로이", "골덴", "corduroy"),
        "tweed": ("트위드", "tweed"),
        "velvet": ("벨벳", "벨로아", "velvet", "velour"),
        "satin": ("새틴", "사틴", "satin"),
        "chiffon": ("쉬폰", "시폰", "chiffon"),
        "lace": ("레이스", "lace"),
        "mesh": ("메쉬", "메시", "mesh"),
        "down": ("다운", "구스다운", "덕다운", "오리털", "거위털", "goose down", "duck down"),
        "fur": ("퍼", "에코퍼", "무스탕", "fur", "shearling"),
        "canvas": ("캔버스", "canvas"),
        "jersey": ("저지", "jersey"),
    }
)

# Endings that Korean glues to a word: "검정색으로", "후드는", "블랙만".
_PARTICLES = "(?:으로|로|은|는|이|가|을|를|만|도|의|과|와|랑|이랑|인|한|톤|계열)?"
_HANGUL = "가-힣"


def normalise(text: str) -> str:
    """Return `text` in NFKC (full-width digits become plain), lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


class Lexicon:
    """Finds the ids whose words occur in a text.

    A Latin word must stand alone; a Korean one must begin a word or follow Hangul that is itself
    part of a compound (`블랙후드`), when it is at least two syllables long.
    """

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        self._ids = {normalise(word): name for name, group in words.items() for word in group}
        longest_first = sorted(self._ids, key=len, reverse=True)
        self._pattern = re.compile("|".join(_word_pattern(word) for word in longest_first))

    def find(self, text: str) -> list[tuple[str, str]]:
        """Return `(id, matched word)` in the order of the text; `text` must be normalised."""
        return [
            (self._ids[_strip_particles(match.group(), self._ids)], match.group())
            for match in self._pattern.finditer(text)
        ]


def _word_pattern(word: str) -> str:
    escaped = re.escape(word)
    if not re.search(f"[{_HANGUL}]", word):
        return rf"(?<![a-z]){escaped}(?![a-z])"
    if len(word) == 1:
        return rf"(?<![{_HANGUL}]){escaped}{_PARTICLES}(?![{_HANGUL}])"
    return escaped


def _strip_particles(found: str, known: Mapping[str, str]) -> str:
    while found not in known:
        found = found[:-1]
    return found


@cache
def category_lexicon() -> Lexicon:
    """Words for categories."""
    return Lexicon(CATEGORY_WORDS)


@cache
def kind_lexicon() -> Lexicon:
    """Words for categories and for whole kinds of them."""
    return Lexicon({**CATEGORY_WORDS, **KIND_WORDS})


@cache
def colour_lexicon() -> Lexicon:
    """Words for colours."""
    return Lexicon(COLOUR_WORDS)


@cache
def pattern_lexicon() -> Lexicon:
    """Words for patterns."""
    return Lexicon(PATTERN_WORDS)


@cache
def fit_lexicon() -> Lexicon:
    """Words for fits."""
    return Lexicon(FIT_WORDS)


@cache
def gender_lexicon() -> Lexicon:
    """Words for genders."""
    return Lexicon(GENDER_WORDS)


@cache
def season_lexicon() -> Lexicon:
    """Words for seasons."""
    return Lexicon(SEASON_WORDS)


@cache
def material_lexicon() -> Lexicon:
    """Words for materials."""
    return Lexicon(MATERIAL_WORDS)
