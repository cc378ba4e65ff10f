import pytest

from bot.monitoring.health import HealthServer, UnhealthyError, fetch_state
from config.settings import HealthSettings


async def test_says_how_the_bot_is() -> None:
    state = {"ready": False, "queued": 0}
    async with HealthServer(HealthSettings(port=0), lambda: state) as server:
        here = HealthSettings(port=server.port)
        with pytest.raises(UnhealthyError, match="not ready"):
            await fetch_state(here)
        state["ready"] = True
        assert await fetch_state(here) == {"ready": True, "queued": 0}
    with pytest.raises(UnhealthyError, match="no bot answers"):
        await fetch_state(here)
