"""Training pictures of the garment model: paths, labels and splits.

Four sets are read: photos of single garments at home (`closet`), product shots (`mango`, `myntra`)
and garments cut out of street photos by their boxes (`street`). What a set says of a garment is
turned into a *set of categories it may be*, because "Pants" of the closet set is jeans, trousers,
leggings or joggers: the loss sums over them instead of throwing the photo away.

More than 400 lines, since the readers of the four sets share the tables of labels above them.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from config.taxonomy import (
    CATEGORIES,
    CATEGORY_SLOT,
    COLOURS,
    PATTERNS,
    SLOT_CATEGORIES,
    Slot,
    fits_of,
)

Split = Literal["train", "val", "test"]
SOURCES: Final = ("closet", "mango", "myntra", "street")

_SHOES: Final = SLOT_CATEGORIES[Slot.SHOES]
_SKIRTS: Final = SLOT_CATEGORIES[Slot.SKIRT]
_JACKETS: Final = ("jacket", "parka", "padded_jacket")

COARSE: Final = MappingProxyType(
    {
        ("closet", "Pants"): SLOT_CATEGORIES[Slot.PANTS],
        ("closet", "Shoes"): _SHOES,
        ("closet", "Skirt"): _SKIRTS,
        ("closet", "Outwear"): ("cardigan", "coat", *_JACKETS, "vest"),
        ("closet", "Top"): ("sleeveless", "t_shirt", "blouse", "training_top"),
        ("closet", "Longsleeve"): ("long_sleeve", "sweatshirt"),
        ("mango", "T-Shirt"): ("t_shirt", "long_sleeve"),
        ("mango", "Top"): ("sleeveless", "t_shirt", "blouse", "long_sleeve"),
        ("mango", "Bodysuit"): ("sleeveless", "t_shirt", "long_sleeve"),
        ("mango", "Sweatshirt"): ("sweatshirt", "hoodie"),
        ("mango", "Jacket"): (*_JACKETS, "blazer", "coat"),
        ("mango", "Jacket (Cazadora)"): _JACKETS,
        ("mango", "Skirt"): _SKIRTS,
        ("mango", "Slippers"): ("sneakers", "sandals", "dress_shoes"),
        ("myntra", "Tops"): ("t_shirt", "sleeveless", "blouse", "long_sleeve", "shirt"),
        ("myntra", "Sweatshirts"): ("sweatshirt", "hoodie"),
        ("myntra", "Jackets"): (*_JACKETS, "training_top", "hoodie", "vest"),
        ("myntra", "Skirts"): _SKIRTS,
        ("myntra", "Lounge Pants"): ("trousers", "training_bottom"),
        ("myntra", "Lounge Shorts"): ("shorts",),
        ("myntra", "Tights"): ("leggings",),
        ("street", "shirt"): ("shirt",),
        ("street", "blouse"): ("blouse",),
        ("street", "t-shirt"): ("t_shirt",),
        ("street", "top"): ("sleeveless", "t_shirt", "blouse", "long_sleeve"),
        ("street", "sweater"): ("sweater",),
        ("street", "jumper"): ("sweater",),
        ("street", "sweatshirt"): ("sweatshirt",),
        ("street", "hoodie"): ("hoodie",),
        ("street", "vest"): ("vest", "sleeveless"),
        ("street", "blazer"): ("blazer",),
        ("street", "suit"): ("blazer",),
        ("street", "coat"): ("coat",),
        ("street", "cape"): ("coat", "cardigan", "jacket"),
        ("street", "jacket"): _JACKETS,
        ("street", "cardigan"): ("cardigan",),
        ("street", "pants"): ("trousers", "leggings", "training_bottom", "jeans"),
        ("street", "jeans"): ("jeans",),
        ("street", "leggings"): ("leggings",),
        ("street", "shorts"): ("shorts",),
        ("street", "skirt"): _SKIRTS,
        ("street", "dress"): ("dress",),
        ("street", "romper"): ("jumpsuit",),
        ("street", "shoes"): _SHOES,
        ("street", "clogs"): _SHOES,
        ("street", "sneakers"): ("sneakers",),
        ("street", "loafers"): ("dress_shoes",),
        ("street", "flats"): ("dress_shoes",),
        ("street", "heels"): ("heels",),
        ("street", "pumps"): ("heels",),
        ("street", "wedges"): ("heels",),
        ("street", "boots"): ("boots",),
        ("street", "sandals"): ("sandals",),
        ("street", "bag"): ("bag",),
        ("street", "purse"): ("bag",),
        ("street", "wallet"): ("bag",),
        ("street", "hat"): ("hat",),
        ("street", "glasses"): ("eyewear",),
        ("street", "sunglasses"): ("eyewear",),
        ("street", "scarf"): ("scarf",),
        ("street", "belt"): ("belt",),
    }
)
"""What a source's label may be where `category_map.csv` leaves it open or knows no such source."""

_COLOUR_ONLY: Final = frozenset({"Kurtas", "Kurtis", "Tunics", "Capris", "Tracksuits", "Dupatta"})
"""Garments of Myntra without a place in the taxonomy that still teach colours."""

_PATTERN_WORDS: Final = MappingProxyType(
    {
        "stripe": "stripe",
        "stripes": "stripe",
        "striped": "stripe",
        "check": "check",
        "checks": "check",
        "checked": "check",
        "floral": "floral",
        "polka": "dot",
    }
)
_PRINTED: Final = frozenset({"print", "printed", "graphic"})
_PRINTED_GRAPHIC: Final = frozenset({"Tshirts", "Sweatshirts"})
"""What is printed on these are pictures and words; on others it may be anything."""
_SOLID: Final = frozenset({"Shirts", "Trousers", "Shorts", "Skirts", "Dresses", "Sweaters"})
"""Where "solid" means just that; on T-shirts and sportswear, shops say it despite a large logo."""

_WEARERS: Final = MappingProxyType(
    {
        "Women": "women",
        "Female": "women",
        "Men": "men",
        "Male": "men",
        "Boys": "children",
        "Girls": "children",
        "Kids": "children",
    }
)

_SPLIT_SEED: Final = "coordi-garment-1"
_VAL_PART: Final = 0.06
_TEST_PART: Final = 0.10


@dataclass(frozen=True, slots=True)
class Example:
    """A garment picture with its source's labels.

    Attributes:
        source: one of `SOURCES`.
        key: the source's own id; of a street garment `PHOTO/ANNOTATION`.
        path: the picture file.
        box: `(x1, y1, x2, y2)` pixels of the garment in a street photo, None for a whole picture.
        group: what must stay on one side of the split (model, product name, sender, photo).
        split: side of the split.
        categories: indices into `CATEGORIES` that it may be; empty when unknown.
        fine: whether `categories` is a label that the evaluation may use as the truth.
        colour: index into `COLOURS`, or -1.
        pattern: index into `PATTERNS`, or -1.
        fit: 0 slim, 1 regular, 2 over or wide, or -1.
        mask: file of pixel labels (street), or None.
        mask_labels: pixel values of `mask` that are this garment.
        label10: label in the published ten-class subset of the closet set, or "".
        wearer: whom a product is sold for: women, men, children, or "" where not said.
    """

    source: str
    key: str
    path: Path
    group: str
    split: Split
    categories: tuple[int, ...]
    fine: bool
    colour: int = -1
    pattern: int = -1
    fit: int = -1
    box: tuple[int, int, int, int] | None = None
    mask: Path | None = None
    mask_labels: tuple[int, ...] = ()
    label10: str = ""
    wearer: str = ""

    @property
    def slot(self) -> Slot | None:
        """What a detector would say of a street garment; None for whole pictures."""
        return CATEGORY_SLOT[CATEGORIES[self.categories[0]]] if self.box else None

    @property
    def worn(self) -> bool:
        """Whether somebody may wear it in the picture, so that the figure is not the garment."""
        return self.source == "street" or (
            self.source == "myntra"
            and all(CATEGORY_SLOT[CATEGORIES[c]] not in _NEVER_WORN for c in self.categories)
        )


_NEVER_WORN: Final = frozenset({Slot.SHOES, Slot.BAG, Slot.BELT, Slot.EYEWEAR})


def unit_hash(text: str) -> float:
    """Return a fixed number in [0, 1) for `text`, the same on every machine and run."""
    digest = hashlib.sha256(f"{_SPLIT_SEED}/{text}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def split_of(group: str) -> Split:
    """Return the side of the split that everything of `group` belongs to."""
    place = unit_hash(group)
    if place < _TEST_PART:
        return "test"
    return "val" if place < _TEST_PART + _VAL_PART else "train"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@dataclass(frozen=True, slots=True)
class _Labels:
    """The project's own label tables."""

    category: Mapping[tuple[str, str], str]
    colour: Mapping[tuple[str, str], str]
    product: Mapping[tuple[str, str], Mapping[str, str]]

    @classmethod
    def read(cls, data: Path) -> _Labels:
        return cls(
            category={
                (r["source"], r["label"]): r["category"] for r in _rows(data / "category_map.csv")
            },
            colour={(r["source"], r["label"]): r["colour"] for r in _rows(data / "colour_map.csv")},
            product={(r["source"], r["key"]): r for r in _rows(data / "product_labels.csv")},
        )

    def categories(self, source: str, label: str, key: str) -> tuple[tuple[int, ...], bool]:
        """Return what it may be, and whether that is exact enough to be measured against."""
        own = self.product.get((source, key), {}).get("category", "")
        exact = own or self.category.get((source, label), "")
        names: tuple[str, ...] = (exact,) if exact in CATEGORIES else ()
        if not own and (source, label) in COARSE:
            names = COARSE[source, label]
        return tuple(CATEGORIES.index(n) for n in names), exact in CATEGORIES

    def attributes(self, source: str, key: str, categories: tuple[int, ...]) -> tuple[int, int]:
        """Return the indices of pattern and fit, -1 where unknown."""
        row = self.product.get((source, key), {})
        pattern = PATTERNS.index(row["pattern"]) if row.get("pattern") in PATTERNS else -1
        return pattern, fit_index(row.get("fit", ""), categories)

    def colour_index(self, source: str, label: str) -> int:
        name = self.colour.get((source, label), "")
        return COLOURS.index(name) if name else -1


def named_pattern(name: str, label: str) -> int:
    """Return the index of the pattern named by a Myntra product's name, -1 without one.

    Of 98 names of garments that were also annotated, 84 agree; most others are stripes and checks
    so fine that the annotators called them solid.

    Args:
        name: of the product.
        label: its article type.
    """
    words = set(re.findall(r"[a-z]+", name.lower()))
    patterns = {_PATTERN_WORDS[word] for word in words & _PATTERN_WORDS.keys()}
    if words & _PRINTED and label in _PRINTED_GRAPHIC:
        patterns.add("graphic")
    if "solid" in words and label in _SOLID:
        patterns.add("solid")
    return PATTERNS.index(patterns.pop()) if len(patterns) == 1 else -1


def fit_index(fit: str, categories: tuple[int, ...]) -> int:
    """Return 0 slim, 1 regular, 2 over or wide, -1 where unknown or the garment has no fit."""
    if not categories or not fits_of(CATEGORY_SLOT[CATEGORIES[categories[0]]]):
        return -1
    return {"slim": 0, "regular": 1, "over": 2, "wide": 2}.get(fit, -1)


def _closet(data: Path, labels: _Labels) -> Iterator[Example]:
    for row in _rows(data / "closet" / "images.csv"):
        key, label = row["image"], row["label"]
        categories, fine = labels.categories("closet", label, key)
        if not categories:
            continue
        # The published split is by photo. Its validation part is our test, so that figures can be
        # compared with others'; photos outside it are divided by who took them.
        group = f"closet/{row['sender_id']}"
        split: Split = split_of(group)
        if row["split10"] == "validation":
            split = "test"
        elif row["split10"] == "train" and split == "test":
            split = "train"
        pattern, fit = labels.attributes("closet", key, categories)
        yield Example(
            "closet",
            key,
            data / "closet" / "images" / f"{key}.webp",
            group,
            split,
            categories,
            fine,
            pattern=pattern,
            fit=fit,
            label10=label.lower() if row["split10"] else "",
        )


def _mango(data: Path, labels: _Labels) -> Iterator[Example]:
    for row in _rows(data / "mango" / "product_data.csv"):
        key = row["cod_modelo_color"]
        categories, fine = labels.categories("mango", row["des_product_type"], key)
        if not categories:
            continue
        group = f"mango/{key.split('-')[0]}"  # the model, in whatever colour
        pattern, fit = labels.attributes("mango", key, categories)
        yield Example(
            "mango",
            key,
            data / "mango" / row["des_filename"],
            group,
            split_of(group),
            categories,
            fine,
            colour=labels.colour_index("mango", row["des_color_specification_esp"]),
            pattern=pattern,
            fit=fit,
            wearer=_WEARERS.get("Kids" if row["des_age"] == "Kids" else row["des_sex"], ""),
        )


def _myntra(data: Path, labels: _Labels) -> Iterator[Example]:
    for row in _rows(data / "myntra" / "styles.csv"):
        key, label, name = row["id"], row["articleType"], row["name"]
        categories, fine = labels.categories("myntra", label, key)
        if label == "Tshirts" and "polo" in name.lower().split():
            categories = (CATEGORIES.index("polo"),)
        colour = labels.colour_index("myntra", row["baseColour"])
        if not categories and not (label in _COLOUR_ONLY and colour >= 0):
            continue
        # The same product in another colour has the same name up to the colour word.
        words = [w for w in name.lower().split() if w not in row["baseColour"].lower().split()]
        group = "myntra/" + " ".join(words)
        pattern, fit = labels.attributes("myntra", key, categories)
        split = split_of(group)
        if pattern < 0 and split == "train":
            pattern = named_pattern(name, label)  # good enough to learn from, not to measure by
        yield Example(
            "myntra",
            key,
            data / "myntra" / "images" / f"{key}.webp",
            group,
            split,
            categories,
            fine,
            colour=colour,
            pattern=pattern,
            fit=fit,
            wearer=_WEARERS.get(row["gender"], ""),
        )


def _street(data: Path, _labels: _Labels) -> Iterator[Example]:
    folder = data / "street"
    coco = json.loads((folder / "boxes.json").read_text(encoding="utf-8"))
    photos = {p["id"]: p for p in coco["images"]}
    values = json.loads((folder / "mask_labels.json").read_text(encoding="utf-8"))
    tags = {row["id"]: row for row in _rows(folder / "labels.csv")}
    for box in coco["annotations"]:
        names = COARSE.get(("street", box["label"]), ())
        if not names or min(box["bbox"][2:]) < 12:
            continue
        photo = photos[box["image_id"]]
        stem = Path(photo["file_name"]).stem
        categories = tuple(CATEGORIES.index(n) for n in names)
        x, y, w, h = box["bbox"]
        yield Example(
            "street",
            f"{stem}/{box['id']}",
            folder / "images" / photo["file_name"],
            f"street/{stem}",
            split_of(f"street/{stem}"),
            categories,
            len(names) == 1,
            fit=_street_fit(tags.get(stem, {}), categories),
            box=(round(x), round(y), round(x + w), round(y + h)),
            mask=folder / "masks" / f"{stem}.png",
            mask_labels=(values.index(box["label"]),),
        )


def _street_fit(tags: Mapping[str, str], categories: tuple[int, ...]) -> int:
    slot = CATEGORY_SLOT[CATEGORIES[categories[0]]]
    part = {Slot.TOP: "top_fit", Slot.PANTS: "bottom_fit", Slot.SKIRT: "bottom_fit"}.get(slot)
    if part is None or tags.get(f"{part}_a") != tags.get(f"{part}_b"):
        return -1
    return fit_index(tags.get(f"{part}_a", ""), categories)


_READERS: Final[Mapping[str, Callable[[Path, _Labels], Iterator[Example]]]] = MappingProxyType(
    {"closet": _closet, "mango": _mango, "myntra": _myntra, "street": _street}
)


def read_examples(data: Path, exclude: tuple[str, ...] = ()) -> list[Example]:
    """Read every usable example, in a fixed order.

    Args:
        data: folder that holds the sets and the label tables.
        exclude: sets to leave out, of `SOURCES`.

    Raises:
        FileNotFoundError: a set is missing.
        ValueError: `exclude` names no set of ours.
    """
    unknown = set(exclude) - set(SOURCES)
    if unknown:
        raise ValueError(f"no such set: {', '.join(sorted(unknown))}")
    labels = _Labels.read(data)
    return [e for s in SOURCES if s not in exclude for e in _READERS[s](data, labels)]
