"""A shop to be crawled: 500 drawn products, and everything that goes wrong with shops.

    python tests/support/shop/server.py --port 9000

Pages say what they sell in four ways, by turns: a JSON-LD Product, a JSON-LD ProductGroup with
sizes, microdata, and OpenGraph alone.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape

from aiohttp import web
from aiohttp.typedefs import Handler

from config.taxonomy import CATEGORY_SLOT
from scraper.sample.assortment import SampleProduct, assortment
from scraper.sample.render import render

PRODUCTS = 500
A_PAGE = 25
PICTURE_PX = 72
_GROUNDS = ("#ffffff", "#f2ece4", "#e6ebf2")
_SLOT_NAMES = {
    "top": "상의",
    "outer": "아우터",
    "pants": "바지",
    "shorts": "바지",
    "skirt": "스커트",
    "dress": "원피스",
    "shoes": "신발",
    "bag": "가방",
    "hat": "모자",
    "eyewear": "안경",
    "scarf": "머플러",
    "belt": "벨트",
}


@dataclass(frozen=True, slots=True)
class Goods:
    """A product of the shop."""

    number: int
    drawn: SampleProduct
    ground: str

    @property
    def title(self) -> str:
        return f"{self.drawn.title} {self.number}"

    @property
    def path(self) -> str:
        return f"/products/{self.number}"

    @property
    def section(self) -> str:
        return _SLOT_NAMES[CATEGORY_SLOT[self.drawn.spec.category].value]


def goods() -> list[Goods]:
    """Return the 500 products: the sample shops' designs, on three grounds."""
    drawn = assortment()
    return [
        Goods(n, drawn[n % len(drawn)], _GROUNDS[n // len(drawn) % len(_GROUNDS)])
        for n in range(PRODUCTS)
    ]


@lru_cache(maxsize=PRODUCTS)
def picture(number: int) -> bytes:
    """Return a product's picture, drawn when it is first asked for."""
    one = goods_by_number()[number]
    file = io.BytesIO()
    render(one.drawn.spec, one.ground, width_px=PICTURE_PX).save(file, "JPEG", quality=85)
    return file.getvalue()


@lru_cache(maxsize=1)
def goods_by_number() -> dict[int, Goods]:
    return {one.number: one for one in goods()}


@dataclass
class Shop:
    """What the shop is up to; tests change it between crawls.

    Attributes:
        robots: `ok`, `missing`, `down`, `deny`.
        crawl_delay_s: that robots.txt asks for, 0 for none.
        prices: of products that cost something else than usual; `before` in pages as list price.
        sold_out: products that cannot be bought.
        taken_down: products that are neither listed nor there any more.
        trouble: path to what goes wrong with it: `500`, `slow`, `html`, `huge`, `login`,
            `elsewhere`, `private`, `broken`, `deep`, `once` (503 the first time).
        shown: how many products the shop has.
        asked: how often each path was asked for, and by whom last.
    """

    robots: str = "ok"
    crawl_delay_s: float = 0.0
    prices: dict[int, int] = field(default_factory=dict)
    sold_out: set[int] = field(default_factory=set)
    taken_down: set[int] = field(default_factory=set)
    trouble: dict[str, str] = field(default_factory=dict)
    shown: int = PRODUCTS
    asked: Counter[str] = field(default_factory=Counter)
    answered_304: Counter[str] = field(default_factory=Counter)
    agents: set[str] = field(default_factory=set)

    def sold(self) -> Iterator[Goods]:
        for one in goods_by_number().values():
            if one.number < self.shown and one.number not in self.taken_down:
                yield one

    def price(self, one: Goods) -> int:
        return self.prices.get(one.number, one.drawn.price)

    def application(self) -> web.Application:
        """Return the site."""
        app = web.Application(middlewares=[self._troubled])
        app.router.add_get("/", self._home)
        app.router.add_get("/robots.txt", self._robots)
        app.router.add_get("/sitemap.xml", self._sitemap_index)
        app.router.add_get("/sitemap-{part:[01]}.xml{packed:(?:\\.gz)?}", self._sitemap)
        app.router.add_get("/c/{section}", self._listing)
        app.router.add_get("/products/{number:\\d+}", self._product)
        app.router.add_get("/snaps/{number:\\d+}", self._snap)
        app.router.add_get("/pictures/{number:\\d+}.jpg", self._picture)
        app.router.add_get("/login", self._login)
        app.router.add_get("/feed.{kind:xml|xml\\.gz|tsv|ep}", self._feed)
        return app

    @web.middleware
    async def _troubled(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        path = request.path_qs
        self.asked[path] += 1
        self.agents.add(request.headers.get("User-Agent", ""))
        what = self.trouble.get(path)
        if what == "500" or (what == "once" and self.asked[path] == 1):
            return web.Response(status=503, headers={"Retry-After": "0"})
        if what == "slow":
            return await _drip(request)
        if what == "html":
            return web.Response(text="<html>sold out</html>", content_type="image/jpeg")
        if what == "huge":
            return web.Response(headers={"Content-Length": str(200 * 1024**2)}, body=b"")
        if what == "login":
            raise web.HTTPFound("/login")
        if what == "elsewhere":
            raise web.HTTPFound("http://elsewhere.example/")
        if what == "private":
            raise web.HTTPFound("http://169.254.169.254/latest/meta-data")
        if what == "broken":
            torn = '<script type="application/ld+json">{"@type": "Produ'
            return web.Response(text=torn, content_type="text/html")
        if what == "deep":
            return web.Response(text="<html>" + "<div>" * 30_000, content_type="text/html")
        return _conditional(request, await handler(request), self.answered_304)

    async def _home(self, request: web.Request) -> web.Response:
        sections = sorted({one.section for one in self.sold()})
        return _html("시험 상점", "".join(f'<a href="/c/{s}">{s}</a>' for s in sections))

    async def _robots(self, request: web.Request) -> web.Response:
        if self.robots == "missing":
            raise web.HTTPNotFound
        if self.robots == "down":
            return web.Response(status=503)
        lines = ["User-agent: *", "Disallow: /" if self.robots == "deny" else "Disallow: /private/"]
        if self.crawl_delay_s:
            lines.append(f"Crawl-delay: {self.crawl_delay_s}")
        lines.append(f"Sitemap: {_root(request)}/sitemap.xml")
        return web.Response(text="\n".join(lines))

    async def _sitemap_index(self, request: web.Request) -> web.Response:
        names = ("sitemap-0.xml", "sitemap-1.xml.gz")
        inner = "".join(f"<sitemap><loc>{_root(request)}/{n}</loc></sitemap>" for n in names)
        return _xml(f"<sitemapindex {_NS}>{inner}</sitemapindex>")

    async def _sitemap(self, request: web.Request) -> web.Response:
        part = int(request.match_info["part"])
        paths = [one.path for one in self.sold() if one.number % 2 == part]
        paths += [f"/snaps/{n}" for n in range(10)] if part == 0 else ["/about", "/login"]
        inner = "".join(f"<url><loc>{_root(request)}{path}</loc></url>" for path in paths)
        response = _xml(f"<urlset {_NS}>{inner}</urlset>")
        if request.match_info["packed"]:
            return web.Response(
                body=gzip.compress((response.text or "").encode(), mtime=0),
                content_type="application/gzip",
            )
        return response

    async def _listing(self, request: web.Request) -> web.Response:
        section, page = request.match_info["section"], int(request.query.get("page", "1"))
        found = [one for one in self.sold() if one.section == section]
        shown = found[(page - 1) * A_PAGE : page * A_PAGE]
        links = [f'<a href="{one.path}?utm_source=list">{escape(one.title)}</a>' for one in shown]
        if page * A_PAGE < len(found):
            links.append(f'<a href="/c/{section}?page={page + 1}">다음</a>')
        return _html(section, "".join(links) + '<a href="/login">로그인</a>')

    async def _product(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        one = goods_by_number().get(number)
        if one is None or number in self.taken_down or number >= self.shown:
            raise web.HTTPNotFound
        ways = (_json_ld, _product_group, _microdata, _open_graph)
        return ways[number % len(ways)](self, one, _root(request))

    async def _snap(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        worn = [one for one in self.sold() if one.number % 50 == number][:3]
        links = "".join(f'<a href="{one.path}">{escape(one.title)}</a>' for one in worn)
        head = f'<meta property="og:image" content="{_root(request)}/pictures/{number}.jpg">'
        head += '<meta name="keywords" content="여성,스트릿,데일리룩">'
        return _html(f"스냅 {number}", links + _TABLE, head)

    async def _picture(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        data = await asyncio.to_thread(picture, number)
        return web.Response(body=data, content_type="image/jpeg")

    async def _login(self, request: web.Request) -> web.Response:
        return _html("로그인", "<form></form>")

    async def _feed(self, request: web.Request) -> web.Response:
        kind = request.match_info["kind"]
        if kind.startswith("xml"):
            body = google_feed(self, _root(request)).encode()
            return web.Response(body=gzip.compress(body, mtime=0) if kind.endswith("gz") else body)
        text = google_lines(self, _root(request)) if kind == "tsv" else naver_lines(self, request)
        return web.Response(body=text.encode("utf-8" if kind == "tsv" else "cp949"))


_NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_TABLE = """<table><tr><th>사이즈</th><th>총장</th><th>가슴단면</th></tr>
<tr><td>M</td><td>68</td><td>55</td></tr><tr><td>L</td><td>70</td><td>57.5</td></tr></table>"""


def _json_ld(shop: Shop, one: Goods, root: str) -> web.Response:
    offers = _offer(shop, one)
    product = _thing(one, root) | {"offers": offers}
    if one.number in shop.prices:
        before = {"priceType": "https://schema.org/ListPrice", "price": one.drawn.price}
        offers["priceSpecification"] = [before]
    crumbs = [
        {"@type": "ListItem", "position": i, "name": name}
        for i, name in enumerate(("패션의류", one.section), 1)
    ]
    graph = [{"@type": "BreadcrumbList", "itemListElement": crumbs}, product]
    return _html(one.title, _TABLE, _script({"@context": "https://schema.org", "@graph": graph}))


def _product_group(shop: Shop, one: Goods, root: str) -> web.Response:
    variants = [
        {
            "@type": "Product",
            "sku": f"{one.number}-{size}",
            "size": size,
            "offers": _offer(shop, one, sold_out=i == 0),
        }
        for i, size in enumerate(one.drawn.sizes)
    ]
    group = _thing(one, root) | {
        "@type": "ProductGroup",
        "productGroupID": f"G{one.number}",
        "variesBy": ["https://schema.org/size"],
        "hasVariant": variants,
    }
    return _html(one.title, _TABLE, _script(group))


def _microdata(shop: Shop, one: Goods, root: str) -> web.Response:
    stock = "OutOfStock" if one.number in shop.sold_out else "InStock"
    return _html(
        one.title,
        f"""<div itemscope itemtype="https://schema.org/Product">
        <h1 itemprop="name">{escape(one.title)}</h1><meta itemprop="sku" content="{one.number}">
        <img itemprop="image" src="/pictures/{one.number}.jpg"><p itemprop="description">면 100%
        <span itemprop="brand" itemscope itemtype="https://schema.org/Brand">
        <span itemprop="name">숲</span></span>
        <div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
        <span itemprop="price" content="{shop.price(one)}">{shop.price(one):,}원</span>
        <meta itemprop="priceCurrency" content="KRW">
        <link itemprop="availability" href="https://schema.org/{stock}"></div></div>{_TABLE}""",
    )


def _open_graph(shop: Shop, one: Goods, root: str) -> web.Response:
    said = {
        "og:type": "product",
        "og:title": one.title,
        "og:image": f"{root}/pictures/{one.number}.jpg",
        "product:price:amount": str(shop.price(one)),
        "product:price:currency": "KRW",
        "product:retailer_item_id": str(one.number),
        "product:availability": "oos" if one.number in shop.sold_out else "instock",
    }
    head = "".join(f'<meta property="{k}" content="{escape(v)}">' for k, v in said.items())
    return _html(one.title, _TABLE, head)


def _thing(one: Goods, root: str) -> dict[str, object]:
    return {
        "@type": "Product",
        "name": one.title,
        "sku": str(one.number),
        "image": [f"{root}/pictures/{one.number}.jpg"],
        "description": "#데일리 #여름 소재: 린넨 55%, 면 45%",
        "brand": {"@type": "Brand", "name": one.drawn.shop.name},
        "url": f"{root}{one.path}",
        "color": one.drawn.title.rsplit(" ", 1)[-1],
        "audience": {"suggestedGender": one.drawn.gender},
        "keywords": "데일리,기본",
    }


def _offer(shop: Shop, one: Goods, *, sold_out: bool = False) -> dict[str, object]:
    gone = sold_out or one.number in shop.sold_out
    return {
        "@type": "Offer",
        "price": shop.price(one),
        "priceCurrency": "KRW",
        "availability": f"https://schema.org/{'OutOfStock' if gone else 'InStock'}",
    }


def google_feed(shop: Shop, root: str) -> str:
    """Return a Google Merchant feed, one item a size."""
    items = []
    for one in shop.sold():
        for size in one.drawn.sizes:
            fields = {
                "g:id": f"{one.number}-{size}",
                "g:item_group_id": f"G{one.number}",
                "title": one.title,
                "link": f"{root}{one.path}",
                "g:image_link": f"{root}/pictures/{one.number}.jpg",
                "g:price": f"{one.drawn.price} KRW",
                "g:sale_price": f"{shop.price(one)} KRW" if one.number in shop.prices else "",
                "g:availability": "out_of_stock" if one.number in shop.sold_out else "in_stock",
                "g:size": size,
                "g:color": one.drawn.title.rsplit(" ", 1)[-1],
                "g:gender": one.drawn.gender,
                "g:product_type": f"패션의류 > {one.section}",
                "g:material": "린넨",
            }
            body = "".join(f"<{k}>{escape(v)}</{k}>" for k, v in fields.items() if v)
            items.append(f"<item>{body}</item>\n")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
        f'xmlns:g="http://base.google.com/ns/1.0"><channel>{"".join(items)}</channel></rss>'
    )


def google_lines(shop: Shop, root: str) -> str:
    """Return a Google Merchant feed as tab-separated lines, one a product."""
    lines = ["id\ttitle\tlink\timage link\tprice\tavailability\tsize"]
    for one in shop.sold():
        cells = (
            str(one.number),
            one.title,
            f"{root}{one.path}",
            f"{root}/pictures/{one.number}.jpg",
            f"{shop.price(one)} KRW",
            "out of stock" if one.number in shop.sold_out else "in stock",
            "/".join(one.drawn.sizes),
        )
        lines.append("\t".join(cells))
    return "\n".join(lines)


def naver_lines(shop: Shop, request: web.Request) -> str:
    """Return a Naver EP feed, with links to pictures relative to it."""
    lines = ["id\ttitle\tprice_pc\tnormal_price\tlink\timage_link\tcategory_name1\tcategory_name2"]
    for one in shop.sold():
        cells = (
            str(one.number),
            one.title,
            str(shop.price(one)),
            str(one.drawn.price),
            f"{_root(request)}{one.path}",
            f"pictures/{one.number}.jpg",
            "패션의류",
            one.section,
        )
        lines.append("\t".join(cells))
    return "\n".join(lines)


def _script(thing: object) -> str:
    text = json.dumps(thing, ensure_ascii=False)
    return f'<script type="application/ld+json">{text}</script>'


def _html(title: str, body: str, head: str = "") -> web.Response:
    text = f"<!doctype html><html><head><title>{escape(title)}</title>{head}</head><body>{body}"
    return web.Response(text=f"{text}</body></html>", content_type="text/html")


def _xml(text: str) -> web.Response:
    return web.Response(text=f'<?xml version="1.0"?>{text}', content_type="application/xml")


def _conditional(
    request: web.Request, response: web.StreamResponse, counted: Counter[str]
) -> web.StreamResponse:
    body = getattr(response, "body", None)
    if not isinstance(body, bytes):
        return response
    etag = hashlib.blake2b(body, digest_size=8).hexdigest()
    if request.headers.get("If-None-Match") == f'"{etag}"':
        counted[request.path_qs] += 1
        return web.Response(status=304, headers={"ETag": f'"{etag}"'})
    response.headers["ETag"] = f'"{etag}"'
    return response


async def _drip(request: web.Request) -> web.StreamResponse:
    """Answer a byte at a time, for ever."""
    response = web.StreamResponse(headers={"Content-Type": "text/html"})
    await response.prepare(request)
    try:
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.02)
    except ConnectionError:
        return response


def _root(request: web.Request) -> str:
    return f"{request.scheme}://{request.host}"


def main() -> None:
    """Run the shop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--products", type=int, default=PRODUCTS)
    arguments = parser.parse_args()
    shop = Shop(shown=arguments.products)
    web.run_app(shop.application(), host="127.0.0.1", port=arguments.port)


if __name__ == "__main__":
    main()
