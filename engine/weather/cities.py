"""Korean cities, counties and districts with their coordinates, found by name or location.

`cities.csv` gives the seat of each, to about a kilometre.
"""

from __future__ import annotations

import csv
import itertools
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from rapidfuzz import fuzz, process

TABLE: Final = Path(__file__).with_name("cities.csv")
MAX_NAME_CHARS: Final = 60
MAX_FOUND: Final = 8
FARTHEST_KM: Final = 60.0
"""Nobody in Korea is farther from the seat of a city or county."""

_ALIKE: Final = 78.0
"""Similarity, of 100, from which a misspelt name matches: one letter of a short name off."""
_EARTH_RADIUS_KM: Final = 6371.0


@dataclass(frozen=True, slots=True)
class Region:
    """A province or metropolitan city: its short names and other names."""

    name_ko: str
    name_en: str
    words: tuple[str, ...]


REGIONS: Final = MappingProxyType(
    {
        "seoul": Region("서울", "Seoul", ("서울특별시", "서울시")),
        "busan": Region("부산", "Busan", ("부산광역시", "부산시", "pusan")),
        "incheon": Region("인천", "Incheon", ("인천광역시", "인천시", "inchon")),
        "daegu": Region("대구", "Daegu", ("대구광역시", "대구시", "taegu")),
        "daejeon": Region("대전", "Daejeon", ("대전광역시", "대전시", "taejon")),
        "gwangju": Region("광주", "Gwangju", ("광주광역시", "광주시", "전라도광주", "kwangju")),
        "ulsan": Region("울산", "Ulsan", ("울산광역시", "울산시")),
        "sejong": Region("세종", "Sejong", ("세종특별자치시", "세종시")),
        "gyeonggi": Region("경기", "Gyeonggi", ("경기도", "gyeonggido", "kyonggi")),
        "gangwon": Region("강원", "Gangwon", ("강원도", "강원특별자치도", "gangwondo", "kangwon")),
        "chungbuk": Region("충북", "Chungbuk", ("충청북도", "chungcheongbukdo")),
        "chungnam": Region("충남", "Chungnam", ("충청남도", "chungcheongnamdo")),
        "jeonbuk": Region("전북", "Jeonbuk", ("전라북도", "전북특별자치도", "jeollabukdo")),
        "jeonnam": Region("전남", "Jeonnam", ("전라남도", "jeollanamdo")),
        "gyeongbuk": Region("경북", "Gyeongbuk", ("경상북도", "gyeongsangbukdo")),
        "gyeongnam": Region("경남", "Gyeongnam", ("경상남도", "gyeongsangnamdo")),
        "jeju": Region("제주", "Jeju", ("제주도", "제주특별자치도", "제주시", "jejudo", "cheju")),
    }
)

_NICKNAMES: Final = MappingProxyType(
    {
        "seoul-gangnam-gu": ("강남역", "압구정", "청담", "가로수길"),
        "seoul-mapo-gu": ("홍대", "홍대입구", "연남동", "망원동", "상암", "hongdae"),
        "seoul-songpa-gu": ("잠실", "jamsil"),
        "seoul-yongsan-gu": ("이태원", "한남동", "itaewon"),
        "seoul-seongdong-gu": ("성수", "성수동", "seongsu"),
        "seoul-jung-gu": ("명동", "을지로", "myeongdong"),
        "seoul-jongno-gu": ("광화문", "대학로", "혜화", "북촌"),
        "seoul-yeongdeungpo-gu": ("여의도", "yeouido"),
        "seoul-gwangjin-gu": ("건대", "건대입구"),
        "busan-haeundae-gu": ("센텀", "센텀시티", "centum"),
        "busan-busanjin-gu": ("서면", "seomyeon"),
        "busan-suyeong-gu": ("광안리", "gwangalli"),
        "incheon-yeonsu-gu": ("송도", "songdo"),
        "incheon-jung-gu": ("영종도", "인천공항"),
        "gyeonggi-seongnam": ("분당", "판교", "bundang", "pangyo"),
        "gyeonggi-goyang": ("일산", "ilsan"),
        "gyeonggi-hwaseong": ("동탄", "dongtan"),
        "gyeonggi-suwon": ("광교",),
        "gyeonggi-anyang": ("평촌",),
        "gyeonggi-yongin": ("수지", "기흥"),
        "gangwon-pyeongchang-gun": ("대관령",),
        "gyeongnam-changwon": ("마산", "진해", "masan"),
        "gyeongbuk-ulleung-gun": ("울릉도", "독도"),
        "incheon-ganghwa-gun": ("강화도",),
        "gyeongnam-geoje": ("거제도",),
    }
)
"""What places go by that the map calls otherwise."""

_PARTICLES: Final = re.compile(r"(?<=..)(?:에서요?|에요|이에요|예요|입니다|이요|에|요|으로|로)$")
_KINDS_KO: Final = re.compile(r"(?<=..)[구군]$")
_KINDS_EN: Final = re.compile(r"-(?:si|gu|gun)$")


@dataclass(frozen=True, slots=True)
class City:
    """A city, county or district.

    Attributes:
        id: stable ASCII key, stored in the database: `seoul`, `seoul-mapo-gu`.
        name_ko: Korean name, `마포구`.
        name_en: romanised, `Mapo-gu`.
        region_id: id of its province or metropolitan city; its own id if it is one.
        latitude: degrees north, WGS 84.
        longitude: degrees east, WGS 84.
    """

    id: str
    name_ko: str
    name_en: str
    region_id: str
    latitude: float
    longitude: float

    def name(self, language: str) -> str:
        """Return the name in `ko` or `en`, with its region if ambiguous without."""
        region = REGIONS[self.region_id]
        if self.id == self.region_id:
            return region.name_ko if language == "ko" else region.name_en
        is_district = self.region_id in cities()
        needs_region = is_district or len(_named()[_plain(self.name_ko)]) > 1
        if language == "ko":
            return f"{region.name_ko} {self.name_ko}" if needs_region else self.name_ko
        own = self.name_en if is_district else _KINDS_EN.sub("", self.name_en)
        return f"{own}, {region.name_en}" if needs_region else own


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search by name.

    Attributes:
        cities: best first; empty without a similar name.
        is_exact: whether the name matches exactly.
    """

    cities: tuple[City, ...] = ()
    is_exact: bool = False

    @property
    def only(self) -> City | None:
        """The city if the result is unambiguous, else None."""
        return self.cities[0] if self.is_exact and len(self.cities) == 1 else None


@cache
def cities() -> Mapping[str, City]:
    """Return every city by its id, in the order of the table: large ones first in each region."""
    with TABLE.open(encoding="utf-8", newline="") as source:
        read = [_city(row) for row in csv.DictReader(source)]
    return MappingProxyType({city.id: city for city in read})


def _city(row: Mapping[str, str]) -> City:
    region, slug = row["region"], row["name_en"].lower()
    return City(
        id=region if slug == region else f"{region}-{slug}",
        name_ko=row["name_ko"],
        name_en=row["name_en"],
        region_id=region,
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
    )


def nearest_city(latitude: float, longitude: float) -> City | None:
    """Return the city whose seat is nearest to a point, districts included; None outside Korea."""
    distance_km, city = min(
        ((_distance_km(latitude, longitude, city), city) for city in cities().values()),
        key=lambda pair: pair[0],
    )
    return city if distance_km <= FARTHEST_KM else None


def _distance_km(latitude: float, longitude: float, city: City) -> float:
    """Return the great-circle distance (haversine formula)."""
    first, second = math.radians(latitude), math.radians(city.latitude)
    half_dlat = (second - first) / 2
    half_dlon = math.radians(city.longitude - longitude) / 2
    chord = math.sin(half_dlat) ** 2 + math.cos(first) * math.cos(second) * math.sin(half_dlon) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, chord)))


# -- names ------------------------------------------------------------------------------------


def find_cities(text: str) -> Found:
    """Find cities by a name as people write it: "서울", "경기 광주", "부산에 살아요".

    Args:
        text: any text; longer than a name, it is ignored.
    """
    words = [_PARTICLES.sub("", word) for word in _words(text[:MAX_NAME_CHARS])]
    if not words:
        return Found()
    regions = [_REGION_OF[word] for word in words if word in _REGION_OF]
    for name in _names_in(words):
        exact = _within(_named().get(name, ()), regions, name)
        if exact:
            return Found(exact[:MAX_FOUND], is_exact=True)
    if regions:
        inside = [city for city in cities().values() if city.region_id == regions[0]]
        whole = [city for city in inside if city.id == city.region_id]
        return Found(tuple(whole or inside)[:MAX_FOUND], is_exact=bool(whole) and len(words) == 1)
    return _alike("".join(words))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower().replace("-", "")
    return re.findall(r"[a-z]+|[가-힣]+", plain)


def _plain(name: str) -> str:
    return "".join(_words(name))


def _names_in(words: list[str]) -> Iterator[str]:
    """Yield candidate names: all words joined, then pairs and single words that are no region."""
    yield "".join(words)
    for first, second in itertools.pairwise(words):
        yield first + second
    yield from (word for word in reversed(words) if word not in _REGION_OF)
    yield from (word for word in reversed(words) if word in _REGION_OF)


def _within(candidates: tuple[City, ...], regions: list[str], name: str) -> tuple[City, ...]:
    """Keep the cities in the region named beside the name itself."""
    others = [region for region in regions if _REGION_OF.get(name) != region]
    if not others:
        return candidates
    return tuple(city for city in candidates if city.region_id in others)


def _alike(name: str) -> Found:
    """Return cities with a similar name, compared letter by letter."""
    spelt = {known: unicodedata.normalize("NFD", known) for known in _named()}
    near = process.extract(
        unicodedata.normalize("NFD", name),
        spelt,
        scorer=fuzz.ratio,
        score_cutoff=_ALIKE,
        limit=MAX_FOUND,
    )
    similar = dict.fromkeys(city for _, _, known in near for city in _named()[known])
    return Found(tuple(similar)[:MAX_FOUND])


@cache
def _named() -> Mapping[str, tuple[City, ...]]:
    """Return the cities by each of their names."""
    named: defaultdict[str, dict[City, None]] = defaultdict(dict)
    for city in cities().values():
        for name in _names_of(city):
            named[_plain(name)].setdefault(city)
    return MappingProxyType({name: tuple(cities_of_name) for name, cities_of_name in named.items()})


def _names_of(city: City) -> Iterator[str]:
    yield from (city.name_ko, city.name_en, _KINDS_EN.sub("", city.name_en))
    short = _KINDS_KO.sub("", city.name_ko)
    yield short
    if short == city.name_ko:
        yield f"{short}시"
        yield f"{city.name_en}-si"
    yield from _NICKNAMES.get(city.id, ())
    if city.id == city.region_id:
        yield from REGIONS[city.region_id].words


_REGION_OF: Final = MappingProxyType(
    {
        _plain(word): region_id
        for region_id, region in REGIONS.items()
        for word in (region.name_ko, region.name_en, *region.words)
    }
)
