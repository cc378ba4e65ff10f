"""`coordi size`: sizes for requests on standard input, one JSON object a line."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

MAX_LINE_CHARS = 20_000


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer one JSON object a line.")
def size(*, as_json: bool) -> None:
    """Recommend sizes: one request a line on standard input, one answer a line.

    A request: {"gender": "male", "height_cm": 173, "weight_kg": 68, "category": "t_shirt"} and,
    when known, age, brand, fit, garment_fit, market (kr, us), body_type, measured_cm, scale and
    past sizes. A line that cannot be answered gives {"error": …}; then the exit status is 1.
    """
    failed = False
    for line in sys.stdin:
        if not line.strip():
            continue
        answer = answer_line(line)
        failed = failed or "error" in answer
        if as_json:
            click.echo(json.dumps(answer, ensure_ascii=False))
        else:
            click.echo(as_sentence(answer))
    if failed:
        sys.exit(1)


def answer_line(line: str) -> dict[str, Any]:
    """Return the answer to one line: a recommendation, or an error with a code."""
    from engine.sizing.person import SizeError
    from engine.sizing.recommendation import recommend
    from engine.sizing.request import parse_request

    if len(line) > MAX_LINE_CHARS:
        message = f"a line holds at most {MAX_LINE_CHARS} characters"
        return {"error": {"code": "bad_request", "message": message}}
    try:
        request = parse_request(json.loads(line))
        recommendation = recommend(
            request.person, request.garment, wish=request.wish, past=request.past
        )
    except (json.JSONDecodeError, RecursionError):
        return {"error": {"code": "bad_json", "message": "the line is not a JSON object"}}
    except SizeError as error:
        return {"error": {"code": error.code, "message": str(error)}}
    return recommendation.as_json()


def as_sentence(answer: dict[str, Any]) -> str:
    """Return an answer as one line of English."""
    if "error" in answer:
        return f"{answer['error']['code']}: {answer['error']['message']}"
    chance = answer["probabilities"][answer["size"]]
    return f"{answer['size']} ({chance:.0%}): {'; '.join(answer['notes'])}"
