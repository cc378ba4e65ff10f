"""Both feed sources, in honest and in hostile forms."""

from __future__ import annotations

import gzip
import tracemalloc
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.offer import Offer, PictureFile, PictureUrl, ShopIdentity, Withdrawn
from scraper.report import ImportReport
from scraper.sources import SourceError, SourceRequest, find

HEADER = "id\ttitle\tprice_pc\tlink\timage_link\tcategory_name1\tcategory_name2\tbrand\tgender"
LINE = "A1\t린넨 셔츠\t15000\thttps://shop.example/1\thttps://shop.example/1.jpg\t패션의류\t남방\t숲\t남성"

LINKS = ("https://a.example/1", "https://a.example/1.jpg")

ITEM = """<item><g:id>A1</g:id><title>린넨 셔츠</title><link>https://shop.example/1</link>
<g:image_link>https://shop.example/1.jpg</g:image_link><g:price>15,000.00 KRW</g:price>
<g:product_type>의류 &gt; 셔츠</g:product_type><g:color>네이비/화이트</g:color>
<g:availability>in_stock</g:availability><g:gender>male</g:gender><g:size>M</g:size>
<g:shipping><g:price>3000 KRW</g:price></g:shipping></item>"""


def rss(*items: str, prolog: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return (
        f'{prolog}<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>'
        f"<title>숲</title>{''.join(items)}</channel></rss>"
    )


async def read(
    path: Path, source: str, shop: str | None = "숲"
) -> tuple[list[Offer], ImportReport]:
    report = ImportReport()
    offers = [offer async for offer in find(source)(SourceRequest(path, shop), report)]
    return offers, report


@pytest.fixture
def feed(tmp_path: Path):
    def write(content: str | bytes, name: str = "feed") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


async def test_a_naver_line_becomes_an_offer(feed):
    (offer,), report = await read(feed(f"{HEADER}\n{LINE}\n"), "naver_ep")
    assert report.rejected == 0
    assert offer.shop == ShopIdentity("숲", "숲", "https://shop.example/")
    assert (offer.external_id, offer.title, offer.price) == ("A1", "린넨 셔츠", Decimal(15000))
    assert offer.picture == PictureUrl("https://shop.example/1.jpg")
    assert offer.category_text == "패션의류 > 남방"
    assert offer.gender_text == "남성"
    assert offer.line == 2


async def test_a_google_item_becomes_an_offer(feed):
    (offer,), report = await read(feed(rss(ITEM)), "google_merchant")
    assert report.rejected == 0
    assert offer.price == 15000  # not that of the shipping
    assert offer.category_text == "의류 > 셔츠"
    assert offer.colour_text == "네이비/화이트"
    assert offer.sizes == ("M",)
    assert offer.available


async def test_google_feeds_may_be_tab_separated(feed):
    text = "id\ttitle\tprice\tlink\timage link\tavailability\n"
    text += 'A1\t"린넨ㆍ""셔츠"""\t15000 KRW\thttps://shop.example/1\t'
    text += "https://shop.example/1.jpg\tout of stock\n"
    (offer,), _ = await read(feed(text), "google_merchant")
    assert offer.title == "ㆍ".join(["린넨", '"셔츠"'])
    assert not offer.available


async def test_a_sale_price_counts_while_it_is_in_force(feed):
    def item(period: str) -> str:
        sale = "<g:sale_price>9000 KRW</g:sale_price>"
        dates = f"<g:sale_price_effective_date>{period}</g:sale_price_effective_date>"
        return ITEM.replace("</item>", sale + (dates if period else "") + "</item>")

    for period, price in (
        ("", 9000),
        ("2020-01-01T00:00+0900/2120-01-01T00:00+0900", 9000),
        ("2020-01-01T00:00+0900/2020-02-01T00:00+0900", 15000),
        ("nonsense/nonsense", 15000),
    ):
        (offer,), _ = await read(feed(rss(item(period))), "google_merchant")
        assert offer.price == price


async def test_atom_feeds_have_their_link_in_an_attribute(feed):
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><entry>'
        '<title>셔츠</title><link href="https://shop.example/1"/><g:id>1</g:id>'
        "<g:price>9900 KRW</g:price><g:image_link>https://shop.example/1.jpg</g:image_link>"
        "</entry></feed>"
    )
    (offer,), _ = await read(feed(text), "google_merchant")
    assert offer.url == "https://shop.example/1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("packed", [False, True])
async def test_encodings_and_gzip(feed, encoding: str, packed: bool):
    for text, source in ((f"{HEADER}\r\n{LINE}\r\n", "naver_ep"), (rss(ITEM), "google_merchant")):
        data = text.encode(encoding)
        (offer,), report = await read(feed(gzip.compress(data) if packed else data), source)
        assert offer.title == "린넨 셔츠"
        assert report.rejected == 0


async def test_an_xml_feed_may_be_utf_16(feed):
    data = rss(ITEM, prolog='<?xml version="1.0" encoding="utf-16"?>').encode("utf-16")
    (offer,), _ = await read(feed(data), "google_merchant")
    assert offer.title == "린넨 셔츠"


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp949", "utf-8-sig"]
)
async def test_a_separated_feed_may_have_any_korean_encoding(feed, encoding: str):
    offers, report = await read(feed(f"{HEADER}\n{LINE}\n".encode(encoding)), "naver_ep")
    assert report.rejected == 0
    assert [offer.title for offer in offers] == ["린넨 셔츠"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", ["\t", ",", ";"])
async def test_cells_may_hold_separators_and_line_ends(feed, separator: str, end: str):
    rows = [
        ["id", "title", "price", "link", "image link", "description"],
        [
            "A1",
            f"린넨{separator} 셔츠",
            "15000 KRW",
            "https://a.example/1",
            "https://a.example/1.jpg",
            f'한 줄{end}"두" 줄',
        ],
        ["A2", '5" 밴드 티', "25,000원", *LINKS, "그냥"],
    ]
    lines = (separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    offers, report = await read(feed(end.join(lines)), "google_merchant")
    assert report.rejected == 0
    assert [(offer.external_id, offer.price) for offer in offers] == [("A1", 15000), ("A2", 25000)]
    assert offers[1].title == '5" 밴드 티'


async def test_a_quote_for_inches_takes_only_its_own_line(feed):
    text = "id\ttitle\tprice\tlink\timage link\n" + "".join(
        f'A{n}\t"W{n} 밴드\t15000\thttps://a.example/{n}\thttps://a.example/{n}.jpg\n'
        for n in range(3)
    )
    offers, report = await read(feed(text), "google_merchant")
    assert report.rejected == 0
    assert [offer.external_id for offer in offers] == ["A0", "A1", "A2"]


async def test_the_largest_file_of_a_zip_is_the_feed(feed, tmp_path: Path):
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", "a note")
        archive.writestr("feed.xml", rss(ITEM))
    (offer,), _ = await read(path, "google_merchant")
    assert offer.external_id == "A1"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(SourceError):
        await read(path, "google_merchant")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({0: ""}, "no_id"),
        ({1: "<b></b> "}, "no_title"),
        ({2: "-15000"}, "bad_price"),
        ({2: "0"}, "bad_price"),
        ({2: ""}, "bad_price"),
        ({2: "12.5 USD"}, "other_currency"),
        ({3: "javascript:alert(1)"}, "bad_link"),
        ({3: ""}, "bad_link"),
        ({4: ""}, "no_picture"),
        ({4: "javascript:alert(1)"}, "bad_picture_link"),
        ({4: "ftp://shop.example/1.jpg"}, "bad_picture_link"),
        ({4: "../../etc/passwd"}, "bad_picture_link"),
        ({4: "/etc/passwd"}, "bad_picture_link"),
        ({4: "file:///etc/passwd"}, "bad_picture_link"),
        ({4: "%2e%2e/%2e%2e/etc/passwd"}, "bad_picture_link"),
        ({8: "x\tone too many"}, "wrong_columns"),
        ({1: "가" * 5_000_000}, "line_too_long"),
    ],
)
async def test_a_bad_line_is_reported_and_the_next_one_read(feed, changes, reason: str):
    cells = LINE.split("\t")
    for column, value in changes.items():
        cells[column] = value
    bad = "\t".join(cells)
    offers, report = await read(feed(f"{HEADER}\n{bad}\n{LINE}\n"), "naver_ep")
    assert [offer.external_id for offer in offers] == ["A1"]
    (rejection,) = report.rejections
    assert (rejection.line, rejection.reason) == (2, reason)
    assert len(rejection.detail) <= 120


async def test_html_in_names_is_stripped(feed):
    line = LINE.replace("린넨 셔츠", "&lt;script&gt;x&lt;/script&gt;<b>셔츠</b>")
    (offer,), _ = await read(feed(f"{HEADER}\n{line}\n"), "naver_ep")
    assert offer.title == "x 셔츠"


async def test_bytes_of_no_encoding_are_reported(feed):
    offers, report = await read(
        feed(f"{HEADER}\n".encode() + b"A0\t\xff\xfe\xff\n" + LINE.encode()), "naver_ep"
    )
    assert len(offers) == 1
    assert report.reasons == {"bad_encoding": 1}


async def test_a_picture_beside_the_feed(feed, tmp_path: Path):
    line = LINE.replace("https://shop.example/1.jpg", "pictures/1.jpg")
    (offer,), _ = await read(feed(f"{HEADER}\n{line}\n"), "naver_ep")
    assert offer.picture == PictureFile((tmp_path / "pictures/1.jpg").resolve())


async def test_a_change_feed_says_what_is_gone(feed):
    offers, report = await read(
        feed(f"{HEADER}\tclass\n{LINE}\tD\n{LINE.replace('A1', 'A2')}\tU\n"), "naver_ep"
    )
    gone, new = offers
    assert isinstance(gone, Withdrawn)
    assert (gone.external_id, new.external_id) == ("A1", "A2")
    assert report.partial
    assert report.rejected == 0


async def test_children_are_not_dressed(feed):
    item = ITEM.replace("</item>", "<g:age_group>kids</g:age_group></item>")
    offers, report = await read(feed(rss(item)), "google_merchant")
    assert not offers
    assert report.reasons == {"for_children": 1}


async def test_entities_are_refused(feed):
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
        + rss(ITEM.replace("린넨 셔츠", "&b;"), prolog="")
    )
    with pytest.raises(SourceError, match="entities"):
        await read(feed(bomb), "google_merchant")


async def test_external_entities_are_refused(feed):
    text = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss(
        ITEM.replace("린넨 셔츠", "&x;"), prolog=""
    )
    with pytest.raises(SourceError, match="entities"):
        await read(feed(text), "google_merchant")


async def test_a_title_of_ten_megabytes_is_reported_in_bounded_memory(feed):
    huge = ITEM.replace("린넨 셔츠", "가" * 3_500_000)
    path = feed(rss(huge, ITEM))
    tracemalloc.start()
    offers, report = await read(path, "google_merchant")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(offers) == 1
    assert report.reasons == {"field_too_long": 1}
    assert peak < 8_000_000


async def test_deep_nesting_is_refused(feed):
    with pytest.raises(SourceError, match="nested"):
        await read(feed(rss("<a>" * 500)), "google_merchant")


@pytest.mark.parametrize("text", ["<rss><channel><item>", "<rss></channel>", "<" + "\x00" * 10])
async def test_broken_xml_says_the_line(feed, text: str):
    with pytest.raises(SourceError, match="line 1"):
        await read(feed(text), "google_merchant")


async def test_what_was_read_before_the_damage_counts(feed):
    report = ImportReport()
    seen = []
    many = [ITEM.replace("A1", f"A{i}") for i in range(2000)]
    source = find("google_merchant")(
        SourceRequest(feed(rss(*many)[:-200] + "</oops>"), "숲"), report
    )

    async def collect() -> None:
        async for offer in source:
            seen.append(offer.external_id)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(SourceError):
        await collect()
    assert len(seen) > 1000


async def test_a_gzip_bomb_is_bounded(feed):
    path = feed(gzip.compress(f"{HEADER}\n".encode() + b"x" * 60_000_000, 6))
    with pytest.raises(SourceError, match="too much"):
        await read(path, "naver_ep")


async def test_a_truncated_gzip_is_damaged(feed):
    data = gzip.compress(f"{HEADER}\n{LINE}\n".encode() * 50)
    with pytest.raises(SourceError, match="damaged"):
        await read(feed(data[:-20]), "naver_ep")


async def test_a_feed_without_columns_is_refused(feed):
    with pytest.raises(SourceError, match="columns"):
        await read(feed("한 줄\n두 줄\n"), "naver_ep")


async def test_no_file_and_no_such_file(tmp_path: Path):
    with pytest.raises(SourceError, match="needs a file"):
        await anext(find("naver_ep")(SourceRequest(), ImportReport()))
    with pytest.raises(SourceError, match="cannot read"):
        await read(tmp_path / "none", "naver_ep")


async def test_the_file_names_the_shop_when_nobody_else_does(feed):
    (offer,), _ = await read(feed(f"{HEADER}\n{LINE}\n", "woods.tsv"), "naver_ep", None)
    assert offer.shop.slug == "woods"


def test_unknown_sources_are_named():
    with pytest.raises(SourceError, match="naver_ep"):
        find("nosuch")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.binary(max_size=2000), source=st.sampled_from(["naver_ep", "google_merchant"]))
async def test_noise_never_crashes_a_source(feed, data: bytes, source: str):
    start = HEADER.encode() + b"\n" if source == "naver_ep" else b""
    try:
        offers, report = await read(feed(start + data), source)
    except SourceError:
        return
    assert all(offer.url.lower().startswith(("http://", "https://")) for offer in offers)
    assert all(rejection.detail.isprintable() for rejection in report.rejections)


_CELL = st.text(st.characters(exclude_characters="\t\r\n", exclude_categories=["Cs"]), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(lines=st.lists(st.lists(_CELL, min_size=1, max_size=9), max_size=12))
async def test_every_line_is_either_an_offer_or_a_rejection(feed, lines: list[list[str]]):
    text = "\n".join(["\t".join(cells) for cells in lines if "".join(cells).strip()])
    offers, report = await read(feed(f"{HEADER}\n{LINE}\n{text}\n"), "naver_ep")
    filled = sum(1 for line in text.split("\n") if line.strip())
    assert len(offers) + report.rejected == 1 + filled


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(title=st.text(min_size=1, max_size=80), price=st.integers(-10, 2_000_000_000))
async def test_xml_of_any_title_and_price(feed, title: str, price: int):
    from xml.sax.saxutils import escape

    item = ITEM.replace("린넨 셔츠", escape(title)).replace("15,000.00 KRW", str(price))
    try:
        offers, report = await read(feed(rss(item).encode("utf-8", "replace")), "google_merchant")
    except SourceError:
        return  # control characters are no XML
    assert len(offers) + report.rejected == 1
    for offer in offers:
        assert 0 < offer.price <= 1_000_000_000
        assert offer.title


BROKEN = {
    "a bare ampersand": ITEM.replace("린넨 셔츠", "톰&제인 A&B; 셔츠"),
    "an entity of HTML": ITEM.replace("린넨 셔츠", "린넨&nbsp;&eacute;셔츠"),
    "a control character": ITEM.replace("린넨 셔츠", "린넨\x0b 셔츠"),
    "a lone angle": ITEM.replace("린넨 셔츠", "S < M 셔츠"),
    "an open tag": ITEM.replace("린넨 셔츠", "<b>린넨 셔츠"),
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_broken_item_harms_no_other(feed, kind: str):
    items = [ITEM.replace("A1", "A0"), BROKEN[kind], ITEM.replace("A1", "A2")]
    offers, report = await read(feed(rss(*items)), "google_merchant")
    assert {"A0", "A2"} <= {offer.external_id for offer in offers}
    assert {offer.price for offer in offers} == {15000}
    told = [offer.external_id for offer in offers] + [r.external_id for r in report.rejections]
    assert sorted(told) == ["A0", "A1", "A2"]


async def test_an_item_without_an_end_is_left_out_alone(feed):
    items = [ITEM.replace("A1", "A0"), ITEM.replace("</item>", ""), ITEM.replace("A1", "A2")]
    offers, report = await read(feed(rss(*items)), "google_merchant")
    assert [offer.external_id for offer in offers] == ["A0", "A2"]
    assert [r.external_id for r in report.rejections] == ["A1"]


async def test_blank_lines_before_the_declaration_count_as_lines(feed):
    xml = '\n\n<?xml version="1.0"?>\n' + rss(ITEM, ITEM.replace("15,000.00", "0"))
    (offer,), report = await read(feed(xml), "google_merchant")
    lines = xml.split("\n")
    assert "A1" in "".join(lines[offer.line - 1 : offer.line + 12])
    assert report.rejections[0].line > offer.line


async def test_fields_of_other_vocabularies_do_not_count(feed):
    item = ITEM.replace(
        "<item>", '<item xmlns:m="http://search.yahoo.com/mrss/"><m:title>IMG_1.JPG</m:title>'
    )
    (offer,), _ = await read(feed(rss(item)), "google_merchant")
    assert offer.title == "린넨 셔츠"


async def test_prefixes_need_not_be_declared(feed):
    xml = rss(ITEM, ITEM.replace("A1", "A2")).replace(
        ' xmlns:g="http://base.google.com/ns/1.0"', ""
    )
    assert "xmlns" not in xml
    offers, _ = await read(feed(xml), "google_merchant")
    assert [offer.external_id for offer in offers] == ["A1", "A2"]
