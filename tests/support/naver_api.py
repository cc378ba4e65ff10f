"""A local stand-in for Naver's Shopping search API."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import web


@dataclass
class NaverApi:
    """Answers like the API, with as many results as each query is said to have.

    Attributes:
        results: how many results every query has.
        status: of every answer.
        queries: what was asked, as `(query, start)`.
    """

    results: int = 120
    status: int = 200
    body: str | None = None
    queries: list[tuple[str, int]] = field(default_factory=list)
    keys: set[tuple[str, str]] = field(default_factory=set)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/v1/search/shop.json", self._search)
        app.router.add_get("/pictures/{name}.png", self._picture)
        return app

    async def _search(self, request: web.Request) -> web.Response:
        headers = request.headers
        self.keys.add((headers["X-Naver-Client-Id"], headers["X-Naver-Client-Secret"]))
        query, start = request.query["query"], int(request.query["start"])
        self.queries.append((query, start))
        if self.status != 200:
            return web.json_response({"errorCode": "x"}, status=self.status)
        if self.body is not None:
            return web.Response(text=self.body)
        last = min(start + int(request.query["display"]), self.results + 1)
        items = [self._item(request, query, n) for n in range(start, last)]
        return web.json_response({"total": self.results, "start": start, "items": items})

    def _item(self, request: web.Request, query: str, number: int) -> dict[str, str]:
        word = query.rsplit(maxsplit=1)[-1]
        return {
            "title": f"린넨 <b>{word}</b> {number} &amp; 밴딩",
            "link": f"https://smartstore.example/main/products/{query}{number}".replace(" ", "-"),
            "image": f"http://{request.host}/pictures/{number % 7}.png",
            "lprice": str(10_000 + number),
            "hprice": "",
            "mallName": ("숲 상점", "네이버", "바다몰")[number % 3],
            "productId": f"{hash(query) % 10_000}{number}",
            "productType": "4" if number == 5 else "2",
            "brand": "숲",
            "maker": "",
            "category1": "패션의류",
            "category2": f"{query.split(maxsplit=1)[0]}의류",
            "category3": word,
            "category4": "",
        }

    async def _picture(self, request: web.Request) -> web.Response:
        from tests.support.scraper import picture_file

        shade = 30 * int(request.match_info["name"])
        return web.Response(body=picture_file(f"rgb({shade},90,90)"), content_type="image/png")
