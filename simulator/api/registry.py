"""The registry of methods with their parameters, and the dispatch and log of calls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from simulator.api.parameters import Parameters
from simulator.calls import ApiCall
from simulator.errors import ApiError, bad_request, not_found
from simulator.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One call on its way through a method."""

    world: World
    params: Parameters


Handler = Callable[[Call], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Method:
    """A served method; parameter names are the published ones."""

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    handler: Handler


METHODS: dict[str, Method] = {}
"""Served methods by their name in lower case: Telegram does not mind the case."""


def method(name: str, required: str = "", optional: str = "") -> Callable[[Handler], Handler]:
    """Serve a method of the Bot API.

    Args:
        name: as published.
        required: names of the parameters it must get, separated by spaces.
        optional: names of the further parameters that have an effect here; Telegram ignores
            parameters it does not know, and so does this.
    """

    def register(handler: Handler) -> Handler:
        METHODS[name.lower()] = Method(
            name, tuple(required.split()), tuple(optional.split()), handler
        )
        return handler

    return register


async def run_call(world: World, name: str, params: Parameters) -> Any:
    """Run one call and log it.

    Raises:
        ApiError: as Telegram would refuse it.
    """
    served = METHODS.get(name.lower())
    try:
        if served is None:
            raise not_found()
        for required in served.required:
            if required not in params:
                raise _missing(required)
        result = await served.handler(Call(world, params))
    except ApiError as error:
        _log(world, served.name if served else name, params, error, None)
        raise
    _log(world, served.name, params, None, result)
    return result


def _missing(name: str) -> ApiError:
    words = {"chat_id": "chat_id is empty", "text": "message text is empty"}
    if name in {"photo", "document"}:
        return bad_request(f"there is no {name} in the request")
    return bad_request(words.get(name, f"parameter {name} is required"))


def _log(world: World, name: str, params: Parameters, error: ApiError | None, result: Any) -> None:
    world.calls.append(
        ApiCall(
            method=name,
            parameters=params.logged(),
            status=error.status if error else 200,
            description=error.description if error else None,
            result=result,
            at_s=world.clock(),
        )
    )
    world.events.touch()
