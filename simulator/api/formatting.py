"""Texts and captions of a call: markup or entities in, a finished formatted text out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.entities import FormattedText, entities_from_api
from simulator.errors import bad_request
from simulator.markup_html import MarkupError, parse_html
from simulator.markup_markdown import parse_markdown_v2
from simulator.world import World

_PARSERS = {"html": parse_html, "markdownv2": parse_markdown_v2}


def read_formatted(
    world: World, source: str | None, parse_mode: str | None, entities: Any
) -> FormattedText:
    """Return a text as Telegram stores it.

    Args:
        world: looks up people who are mentioned by id.
        source: the text with its markup.
        parse_mode: `HTML` or `MarkdownV2`, in any case; plain text when empty.
        entities: `MessageEntity` objects, read when there is no parse mode.

    Raises:
        ApiError: 400 with the parser's reason.
    """
    source = source or ""
    try:
        if parse_mode:
            parser = _PARSERS.get(parse_mode.lower())
            if parser is None:
                raise bad_request("unsupported parse_mode")
            parsed = parser(source)
        else:
            parsed = FormattedText(source, entities_from_api(entities or [], source))
    except MarkupError as error:
        raise bad_request(f"can't parse entities: {error}") from None
    except ValueError as error:
        raise bad_request(f"can't parse MessageEntity: {error}") from None
    return parsed.resolved(world.user_api).finished()


def read_text(
    world: World, source: str | None, parse_mode: str | None, entities: Any
) -> FormattedText:
    """Return the text of a message.

    Raises:
        ApiError: 400 when it is empty, too long or has broken markup.
    """
    text = read_formatted(world, source, parse_mode, entities)
    if not text:
        raise bad_request("message text is empty")
    if text.units > world.limits.text_units:
        raise bad_request("message is too long")
    return text


def read_caption(world: World, fields: Mapping[str, Any]) -> FormattedText:
    """Return the caption of a message from its three fields.

    Raises:
        ApiError: 400 when it is too long or has broken markup.
    """
    caption = read_formatted(
        world, fields.get("caption"), fields.get("parse_mode"), fields.get("caption_entities")
    )
    if caption.units > world.limits.caption_units:
        raise bad_request("message caption is too long")
    return caption
