"""Writes feeds from the public data sets that this project's models are trained on.

    python -m tests.scraper.feeds_from_datasets DATA OUT [--limit N]

DATA is the folder that holds `mango/` and `myntra/`; OUT gets `mango.xml` (Google Merchant) and
`myntra.tsv` (Naver EP), with links to the pictures so that the feeds can be imported from there.
"""

from __future__ import annotations

import argparse
import csv
import shutil
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from xml.sax.saxutils import escape


def rows_with_pictures(table: Path, picture_of: str, limit: int) -> Iterator[Mapping[str, str]]:
    """Yield rows spread over the whole table."""
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    step = max(len(rows) // limit, 1) if limit else 1
    found = (row for row in rows[::step] if (table.parent / picture_of.format(**row)).is_file())
    yield from islice(found, limit or None)


def copied(picture: Path, out: Path, folder: str) -> str:
    """Copy a picture beside the feed and return its relative path."""
    (out / folder).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(picture, out / folder / picture.name)
    return f"{folder}/{picture.name}"


def write_mango(data: Path, out: Path, limit: int) -> Path:
    """Write `mango.xml`."""
    table = data / "mango" / "product_data.csv"
    items = []
    for row in rows_with_pictures(table, "{des_filename}", limit):
        picture = copied(table.parent / row["des_filename"], out, "mango-pictures")
        path = " > ".join(
            (row["des_product_category"], row["des_product_family"], row["des_product_type"])
        )
        fields = {
            "g:id": row["cod_modelo_color"],
            "title": f"{row['des_product_type']} {row['des_agrup_color_eng'].title()}",
            "link": f"https://mango.example/{row['cod_modelo_color']}",
            "g:image_link": picture,
            "g:price": "39,900 KRW",
            "g:product_type": path,
            "g:color": row["des_agrup_color_eng"],
            "g:gender": row["des_sex"].lower(),
        }
        body = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
        items.append(f"<item>{body}</item>\n")
    feed = out / "mango.xml"
    feed.write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
        f'xmlns:g="http://base.google.com/ns/1.0"><channel>\n{"".join(items)}</channel></rss>\n',
        encoding="utf-8",
    )
    return feed


def write_myntra(data: Path, out: Path, limit: int) -> Path:
    """Write `myntra.tsv`."""
    table = data / "myntra" / "styles.csv"
    suffix = next((table.parent / "images").iterdir()).suffix
    columns = "id title price_pc link image_link category_name1 category_name2 category_name3"
    lines = ["\t".join([*columns.split(), "color", "gender"])]
    for row in rows_with_pictures(table, f"images/{{id}}{suffix}", limit):
        picture = copied(table.parent / "images" / f"{row['id']}{suffix}", out, "myntra-pictures")
        cells = (
            row["id"],
            row["name"],
            "29900",
            f"https://myntra.example/{row['id']}",
            picture,
            row["masterCategory"],
            row["subCategory"],
            row["articleType"],
            row["baseColour"],
            row["gender"],
        )
        lines.append("\t".join(cell.replace("\t", " ") for cell in cells))
    feed = out / "myntra.tsv"
    feed.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return feed


def main() -> None:
    """Write both feeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--limit", type=int, default=0, help="products of each; 0 is all")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for write in (write_mango, write_myntra):
        print(write(arguments.data, arguments.out, arguments.limit))


if __name__ == "__main__":
    main()
