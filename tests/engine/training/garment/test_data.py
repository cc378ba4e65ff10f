"""Reading the sets: labels, coarse labels, and a split that keeps siblings together."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from PIL import Image

from config.taxonomy import CATEGORIES, COLOURS, PATTERNS, SLOT_CATEGORIES, Slot
from engine.training.garment.data import COARSE, named_pattern, read_examples, split_of


def write_rows(path, *rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_picture(path, size=(60, 80)):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((size[1], size[0], 3), 250, np.uint8)).save(path)


@pytest.fixture
def data(tmp_path):
    """A tiny copy of the layout of the data folder, with made-up content."""
    write_rows(
        tmp_path / "category_map.csv",
        {"source": "closet", "label": "Polo", "category": "polo"},
        {"source": "closet", "label": "Pants", "category": ""},
        {"source": "mango", "label": "Skirt", "category": ""},
        {"source": "myntra", "label": "Tshirts", "category": "t_shirt"},
    )
    write_rows(
        tmp_path / "colour_map.csv",
        {"source": "mango", "label": "NEGRO", "colour": "black"},
        {"source": "myntra", "label": "Red", "colour": "red"},
    )
    write_rows(
        tmp_path / "product_labels.csv",
        {
            "source": "mango",
            "key": "1-02",
            "category": "skirt_long",
            "fit": "slim",
            "pattern": "dot",
        },
    )
    write_rows(
        tmp_path / "closet" / "images.csv",
        *[
            {"image": f"c{i}", "sender_id": str(i % 7), "label": label, "split10": split}
            for i, (label, split) in enumerate(
                [("Polo", ""), ("Pants", "train"), ("Pants", "validation"), ("Skip", "")] * 20
            )
        ],
    )
    write_rows(
        tmp_path / "mango" / "product_data.csv",
        *[
            {
                "cod_modelo_color": key,
                "des_color_specification_esp": "NEGRO",
                "des_sex": "Female",
                "des_age": "Kids" if key == "2-02" else "Adult",
                "des_product_type": "Skirt",
                "des_filename": f"images/{key}.webp",
            }
            for key in ("1-02", "1-05", "2-02")
        ],
    )
    write_rows(
        tmp_path / "myntra" / "styles.csv",
        *[
            {
                "id": str(i),
                "gender": "Men" if i else "Unisex",
                "articleType": "Tshirts",
                "baseColour": "Red",
                "name": name,
            }
            for i, name in enumerate(["Acme Red Polo T-shirt", "Acme Red T-shirt"])
        ],
    )
    street = tmp_path / "street"
    write_picture(street / "images" / "0001.webp")
    (street / "boxes.json").write_text(
        json.dumps(
            {
                "images": [{"id": 1, "file_name": "0001.webp", "width": 60, "height": 80}],
                "annotations": [
                    {"id": 5, "image_id": 1, "bbox": [10, 10, 30, 40], "label": "heels"},
                    {"id": 6, "image_id": 1, "bbox": [10, 10, 5, 40], "label": "belt"},
                ],
            }
        )
    )
    (street / "mask_labels.json").write_text(json.dumps(["null", "heels", "belt"]))
    write_rows(
        street / "labels.csv",
        {
            "id": "0001",
            "top_fit_a": "slim",
            "top_fit_b": "slim",
            "bottom_fit_a": "wide",
            "bottom_fit_b": "slim",
        },
    )
    return tmp_path


def by_key(examples):
    return {(e.source, e.key): e for e in examples}


def names(example):
    return tuple(CATEGORIES[i] for i in example.categories)


def test_exact_labels_coarse_labels_and_unusable_ones(data):
    found = by_key(read_examples(data))
    assert names(found["closet", "c0"]) == ("polo",)
    assert found["closet", "c0"].fine
    assert names(found["closet", "c1"]) == SLOT_CATEGORIES[Slot.PANTS]
    assert not found["closet", "c1"].fine
    assert ("closet", "c3") not in found


def test_our_own_annotation_comes_before_the_sources_label(data):
    found = by_key(read_examples(data))
    assert names(found["mango", "1-02"]) == ("skirt_long",)
    assert found["mango", "1-02"].fit == 0
    assert names(found["mango", "1-05"]) == ("skirt_short", "skirt_long")


def test_a_polo_among_the_t_shirts_is_known_by_its_name(data):
    found = by_key(read_examples(data))
    assert names(found["myntra", "0"]) == ("polo",)
    assert names(found["myntra", "1"]) == ("t_shirt",)


def test_colours_are_read_by_the_sources_own_names(data):
    found = by_key(read_examples(data))
    assert COLOURS[found["mango", "2-02"].colour] == "black"
    assert found["closet", "c0"].colour == -1


def test_street_garments_come_with_box_slot_and_mask_and_slivers_are_dropped(data):
    (street,) = [e for e in read_examples(data) if e.source == "street"]
    assert street.box == (10, 10, 40, 50)
    assert street.slot is Slot.SHOES
    assert street.mask_labels == (1,)
    assert street.worn


def test_the_published_validation_part_is_tested_on_and_its_training_part_never(data):
    closet = [e for e in read_examples(data) if e.source == "closet"]
    published = {"c2", "c6", "c10"}
    assert {e.split for e in closet if e.key in published} == {"test"}
    assert "test" not in {e.split for e in closet if e.label10 and int(e.key[1:]) % 4 == 1}


def test_siblings_stay_on_one_side(data):
    found = by_key(read_examples(data))
    assert found["mango", "1-02"].group == found["mango", "1-05"].group
    assert found["mango", "1-02"].split == found["mango", "1-05"].split


def test_the_split_is_fixed_and_about_as_large_as_meant():
    sides = [split_of(f"mango/{i}") for i in range(4000)]
    assert sides == [split_of(f"mango/{i}") for i in range(4000)]
    assert sides.count("test") / 4000 == pytest.approx(0.10, abs=0.02)
    assert sides.count("val") / 4000 == pytest.approx(0.06, abs=0.02)


def test_a_set_can_be_left_out(data):
    assert {e.source for e in read_examples(data, ("mango", "closet"))} == {"myntra", "street"}


def test_an_unknown_set_is_refused(data):
    with pytest.raises(ValueError, match="zalando"):
        read_examples(data, ("zalando",))


def test_coarse_labels_only_name_known_categories():
    assert {c for group in COARSE.values() for c in group} <= set(CATEGORIES)


def test_products_tell_whom_they_are_sold_for(data):
    wearers = {(e.source, e.key): e.wearer for e in read_examples(data)}
    assert wearers["mango", "1-02"] == "women"
    assert wearers["mango", "2-02"] == "children"
    assert wearers["myntra", "0"] == ""
    assert wearers["myntra", "1"] == "men"


@pytest.mark.parametrize(
    ("name", "label", "pattern"),
    [
        ("Harbour Check Men Navy Shirt", "Shirts", "check"),
        ("Harbour Men Stripes Blue Shirts", "Shirts", "stripe"),
        ("Harbour Men Solid White Shirts", "Shirts", "solid"),
        ("Harbour Men Green Printed Sweatshirt", "Sweatshirts", "graphic"),
        ("Harbour Women Printed Red Top", "Tops", None),
        ("Harbour Men Solid Black Tshirts", "Tshirts", None),
        ("Harbour Men Striped Check Shirt", "Shirts", None),
        ("Checkmate Men Blue Shirt", "Shirts", None),
    ],
)
def test_a_products_name_tells_its_pattern_where_shops_mean_what_they_say(
    name: str, label: str, pattern: str | None
) -> None:
    index = named_pattern(name, label)
    assert (PATTERNS[index] if index >= 0 else None) == pattern
