"""A weather service on this machine, with recorded answers and every kind of trouble."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.support.patience import patient

KMA_KEY = "c2VjcmV0LWtleS1vZi1kYXRhLmdvLmty"

XML_ERROR = """<OpenAPI_ServiceResponse>
\t<cmmMsgHeader>
\t\t<errMsg>SERVICE ERROR</errMsg>
\t\t<returnAuthMsg>SERVICE_KEY_IS_NOT_REGISTERED_ERROR</returnAuthMsg>
\t\t<returnReasonCode>30</returnReasonCode>
\t</cmmMsgHeader>
</OpenAPI_ServiceResponse>"""
"""As the portal answers, with status 200, whatever form was asked for."""

NO_DATA = json.dumps({"response": {"header": {"resultCode": "03", "resultMsg": "NO_DATA"}}})


def kma_answer(first: datetime, hours: int = 48, **changes: str) -> str:
    """Return an answer in the form that KMA's has, hour by hour from `first` (Korean time).

    The temperature goes from 3 at six to 11 at three in the afternoon.
    """
    items = []
    for n in range(hours):
        at = first + timedelta(hours=n)
        degrees = 3 + round(8 * max(0, 1 - abs(at.hour - 15) / 9))
        values = {
            "TMP": str(degrees),
            "UUU": "1.2",
            "VVV": "-0.8",
            "VEC": "304",
            "WSD": "2.6",
            "SKY": "1",
            "PTY": "0",
            "POP": "20",
            "WAV": "-999",
            "PCP": "강수없음",
            "REH": "55",
            "SNO": "적설없음",
        } | changes
        if at.hour == 6:
            values["TMN"] = "2.0"
        if at.hour == 15:
            values["TMX"] = "12.0"
        items += [
            {
                "baseDate": f"{first:%Y%m%d}",
                "baseTime": "0500",
                "category": category,
                "fcstDate": f"{at:%Y%m%d}",
                "fcstTime": f"{at:%H%M}",
                "fcstValue": value,
                "nx": 60,
                "ny": 127,
            }
            for category, value in values.items()
        ]
    body = {"dataType": "JSON", "items": {"item": items}, "totalCount": len(items)}
    header = {"resultCode": "00", "resultMsg": "NORMAL_SERVICE"}
    return json.dumps({"response": {"header": header, "body": body}})


def open_meteo_answer(first: datetime, hours: int = 96, **changes: Any) -> str:
    """Return an answer in the form that Open-Meteo's has."""
    times = [first + timedelta(hours=n) for n in range(hours)]
    columns = {
        "temperature_2m": [5.5 + at.hour / 4 for at in times],
        "relative_humidity_2m": [60] * hours,
        "wind_speed_10m": [3.5] * hours,
        "precipitation_probability": [80] * hours,
        "precipitation": [0.5] * hours,
        "weather_code": [61] * hours,
    } | changes
    return json.dumps(
        {
            "latitude": 37.55,
            "longitude": 127.0,
            "timezone": "Asia/Seoul",
            "hourly": {"time": [f"{at:%Y-%m-%dT%H:%M}" for at in times], **columns},
        }
    )


class Service:
    """A service that answers what it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.text = ""
        self.status = 200
        self.troubles = 0
        self.asked: list[dict[str, str]] = []
        self.url = ""
        self.gate: Callable[[], Awaitable[Any]] | None = None

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.query))
        if self.gate is not None:
            await self.gate()
        if self.troubles > 0:
            self.troubles -= 1
            return web.Response(status=500, text="<h1>Internal Server Error</h1>")
        return web.Response(status=self.status, text=self.text)

    async def never(self) -> None:
        """Wait until the one who asks has given up."""
        await asyncio.sleep(patient(5))


@asynccontextmanager
async def weather_service() -> AsyncIterator[Service]:
    """Run a service for the length of the block."""
    service = Service()
    app = web.Application()
    app.router.add_get("/forecast", service.answer)
    async with TestServer(app) as server:
        service.url = str(server.make_url("/forecast"))
        yield service
