"""The size dialog as a pure machine: what an answer changes, and what is said to it.

`read` takes what a person typed, `press` the option they chose; both return the next state and,
when something could not stand, a note that says why. It has never heard of a chat.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from bot.conversations.size.state import (
    BODY,
    FIELD,
    GARMENT,
    MAX_TURN,
    OPTIONAL,
    Dialog,
    Goal,
    Note,
    Step,
    labels_of,
    options,
    previous,
    sizes_of,
)
from bot.services.size_facts import Facts
from engine.parsing.answers import parse_verdict
from engine.parsing.body import (
    KG_PER_LB,
    MAX_CHARS,
    Answers,
    Problem,
    Question,
    check_known,
    has_two_numbers,
    mentions_body,
    parse_body,
    with_imperial_unit,
)
from engine.parsing.commands import Command, parse_command, parse_yes_no
from engine.parsing.measurements import parse_measurements
from engine.parsing.query import parse_query
from engine.sizing.charts import brand_id, fit_line
from engine.sizing.garment_sizes import known_labels, zone_of
from engine.sizing.person import Gender, SizeError

MAX_BRAND_CHARS: Final = 40

_QUESTION: Final = MappingProxyType(
    {step: Question(step.value) for step in (Step.GENDER, Step.HEIGHT, Step.WEIGHT, Step.AGE)}
)

_OBEYED: Final = frozenset({Command.CANCEL, Command.BACK, Command.SKIP, Command.UNKNOWN})
"""Commands that steer this dialog."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What an answer led to.

    Attributes:
        note: what to say before the next question.
        understood: whether the answer had anything to do with the question.
    """

    dialog: Dialog
    note: Note | None = None
    cancelled: bool = False
    understood: bool = True


def press(dialog: Dialog, number: int) -> Turn | None:
    """Take the option with this number; None when there is no such option."""
    offered = options(dialog)
    if not 0 <= number < len(offered):
        return None
    option, step = offered[number], dialog.step
    assert step is not None
    if option.kind == "pick":
        return _done(_with(dialog, step, option.value), step)
    if option.kind == "keep":
        return _done(dialog, step)
    if option.kind == "more":
        return _stay(replace(dialog, page=dialog.page + 1))
    if option.kind in {"yes", "no"}:
        return _confirm(dialog, yes=option.kind == "yes")
    return _steer(dialog, Command(option.kind))


def read(dialog: Dialog, text: str) -> Turn:
    """Take what the person typed, whatever it is."""
    if len(text) > MAX_CHARS:
        return _stay(dialog, "too_long")
    step = dialog.step
    assert step is not None
    command = parse_command(text)
    if command in _OBEYED:
        return _steer(dialog, command)
    if dialog.guess is not None or step is Step.KNOWN:
        yes = parse_yes_no(text)
        if yes is not None:
            return _confirm(dialog, yes=yes)
    return _READERS.get(step, _read_facts)(dialog, text)


def _done(dialog: Dialog, *steps: Step, note: Note | None = None) -> Turn:
    done = tuple(s for s in dialog.done if s not in steps) + steps
    changed = replace(dialog, done=done, guess=None, page=0)
    return Turn(replace(changed, turn=(dialog.turn + 1) % (MAX_TURN + 1)), note)


def _stay(dialog: Dialog, code: str | None = None, **values: str | float) -> Turn:
    turned = replace(dialog, turn=(dialog.turn + 1) % (MAX_TURN + 1))
    understood = code not in {"not_understood", "brand_not_understood"}
    return Turn(turned, Note(code, values) if code else None, understood=understood)


def _with(dialog: Dialog, step: Step, value: Any) -> Dialog:
    facts = replace(dialog.facts, **{FIELD[step]: value})
    return replace(dialog, facts=facts)


def _steer(dialog: Dialog, command: Command) -> Turn:
    step = dialog.step
    assert step is not None
    if command is Command.CANCEL:
        return Turn(dialog, cancelled=True)
    if command is Command.BACK:
        return _back(dialog)
    return _stay(dialog, "required") if dialog.guess is not None else _skip(dialog, step)


def _skip(dialog: Dialog, step: Step) -> Turn:
    if step is Step.KNOWN:
        return _confirm(dialog, yes=True)
    if step not in OPTIONAL:
        return _stay(dialog, "required")
    if step is Step.GENDER:
        return _done(_with(dialog, step, Gender.UNSAID.value), step)
    # Whoever changes their profile and skips takes the answer away; else what is known stays.
    if step in {Step.BRAND, Step.WISH}:
        dialog = _with(dialog, step, None)
    elif dialog.goal is Goal.PROFILE:
        dialog = _with(dialog, step, {} if step is Step.MEASURED else None)
    return _done(dialog, step)


def _back(dialog: Dialog) -> Turn:
    if dialog.guess is not None:
        return _stay(replace(dialog, guess=None))
    before = previous(dialog)
    if before is None:
        return _stay(dialog, "first_question")
    reopened = replace(dialog, done=tuple(s for s in dialog.done if s is not before), page=0)
    return _stay(reopened)


def _confirm(dialog: Dialog, *, yes: bool) -> Turn:
    if dialog.guess is not None:
        return _settle_guess(dialog) if yes else _stay(replace(dialog, guess=None))
    if yes:
        return _done(dialog, *BODY, Step.KNOWN)
    return _done(replace(dialog, done=()), Step.KNOWN)


def _settle_guess(dialog: Dialog) -> Turn:
    assert dialog.guess is not None
    told = {Step.HEIGHT: dialog.guess[0], Step.WEIGHT: dialog.guess[1]}
    given = {step: value for step, value in told.items() if value is not None}
    before = replace(dialog, guess=None)
    for step, value in given.items():
        dialog = _with(dialog, step, value)
    height_cm, weight_kg = dialog.facts.height_cm, dialog.facts.weight_kg
    if height_cm is not None and weight_kg is not None:
        problem = check_known(height_cm, weight_kg)
        if problem is not None:
            return _stay(before, problem.value)
    return _done(dialog, *given)


def _read_facts(dialog: Dialog, text: str) -> Turn:
    """Take every answer that a text has, to whatever question."""
    step = dialog.step
    assert step is not None
    answers = Answers(problem=Problem.NOT_UNDERSTOOD)
    asked = _QUESTION.get(step)
    if asked is not None or mentions_body(text):
        is_imperial = dialog.facts.units == "imperial"
        answers = parse_body(with_imperial_unit(text, asked) if is_imperial else text, asked)
    elif step is Step.KNOWN and has_two_numbers(text):
        answers = parse_body(text)
    turn = _garment_words(dialog, text)
    found_garment = turn is not None
    if turn is not None:
        dialog = turn.dialog
    if answers.problem is Problem.NOT_UNDERSTOOD:
        if turn is not None:
            return turn
        return _stay(dialog) if step is Step.BRAND else _stay(dialog, "not_understood")
    body = _take_body(dialog, answers)
    if found_garment and body.note is None and turn is not None:
        return replace(body, note=turn.note)
    return body


def _take_body(dialog: Dialog, answers: Answers) -> Turn:
    """Put gender, height, weight and age of one message into the dialog."""
    new: dict[Step, Any] = {}
    if answers.gender is not None:
        new[Step.GENDER] = answers.gender.value
    if answers.age is not None:
        new[Step.AGE] = answers.age
    problem = answers.problem
    height, weight = answers.height_cm, answers.weight_kg
    guess = (height, weight) if answers.to_confirm else None
    if guess is None and (height is not None or weight is not None):
        problem, guess = _against_known(dialog.facts, answers)
        if problem is None:
            problem = answers.problem
            new |= {Step.HEIGHT: height} if height is not None else {}
            new |= {Step.WEIGHT: weight} if weight is not None else {}
    for step, value in new.items():
        dialog = _with(dialog, step, value)
    turn = _done(dialog, *new) if new else _stay(dialog)
    if Step.KNOWN in dialog.steps and Step.KNOWN not in dialog.done and new and guess is None:
        # They changed a part of what is known: the rest stands.
        turn = _done(turn.dialog, *BODY, Step.KNOWN)
    asked = replace(turn.dialog, guess=guess)
    return Turn(asked, None if problem is None or guess else Note(problem.value))


def _against_known(
    facts: Facts, answers: Answers
) -> tuple[Problem | None, tuple[float | None, float | None] | None]:
    """Check a told height or weight against the other one, if that is known already."""
    height, weight = answers.height_cm, answers.weight_kg
    both = (
        facts.height_cm if height is None else height,
        facts.weight_kg if weight is None else weight,
    )
    if both[0] is None or both[1] is None:
        return None, None
    unit_told = answers.weight_unit_told or weight is None
    problem = check_known(both[0], both[1], weight_unit_told=unit_told)
    if problem is Problem.HEIGHT_WEIGHT_SWAPPED:
        return problem, (both[1], both[0])
    if problem is Problem.WEIGHT_IN_POUNDS:
        return problem, (both[0], round(both[1] * KG_PER_LB, 1))
    return problem, None


# -- the garment ------------------------------------------------------------------------------


def _garment_words(dialog: Dialog, text: str) -> Turn | None:
    """Take category, brand and wished fit out of a text; None when it names none of them."""
    open_ = [s for s in GARMENT if s in dialog.steps]
    if not open_:
        return None
    words, given = parse_query(text), list[Step]()
    if words.categories and Step.CATEGORY in open_:
        category = words.categories[0]
        try:
            zone_of(category)
        except SizeError:
            return _stay(dialog, "category_without_size", category=category)
        dialog = _with(dialog, Step.CATEGORY, category)
        given.append(Step.CATEGORY)
    brand = named_brand(text)
    if brand is not None and Step.BRAND in open_:
        dialog = _with(dialog, Step.BRAND, brand)
        given.append(Step.BRAND)
    if words.fits and Step.WISH in open_:
        wish = fit_line(words.fits[0])
        dialog = _with(dialog, Step.WISH, wish)
        given.append(Step.WISH)
    return _done(dialog, *given) if given else None


def named_brand(text: str) -> str | None:
    """Return the id of a brand with a chart that a text names."""
    words = unicodedata.normalize("NFKC", text).split()[:30]
    for length in (3, 2, 1):
        for start in range(len(words) - length + 1):
            found = brand_id(" ".join(words[start : start + length]).strip(".,!?'\""))
            if found is not None:
                return found
    return None


def _read_brand(dialog: Dialog, text: str) -> Turn:
    """Take any name as a brand: one without a chart is answered with the typical chart."""
    turn = _read_facts(dialog, text)
    if turn.dialog.step is not Step.BRAND or turn.note is not None:
        return turn
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    letters = sum(c.isalnum() for c in name)
    if not name.isprintable() or letters < 2 or not 1 <= len(name) <= MAX_BRAND_CHARS:
        return _stay(dialog, "brand_not_understood")
    return _done(_with(dialog, Step.BRAND, brand_id(name) or name), Step.BRAND)


def _read_measured(dialog: Dialog, text: str) -> Turn:
    facts = dialog.facts
    read_ = parse_measurements(
        text, bust=facts.gender == Gender.FEMALE.value, inches=facts.units == "imperial"
    )
    if read_.good_cm:
        merged = {**facts.measured_cm, **read_.good_cm}
        dialog = _with(dialog, Step.MEASURED, merged)
    if read_.refused:
        return _stay(dialog, "measurement_out_of_range", part=read_.refused[0])
    if read_.good_cm:
        return _done(dialog, Step.MEASURED)
    turn = _garment_words(dialog, text)
    return turn if turn is not None else _stay(dialog, "not_understood")


def _read_label(dialog: Dialog, text: str) -> Turn:
    labels, label = labels_of(dialog.facts), text.strip()[:20]
    try:
        at = known_labels(sizes_of(dialog.facts), label)
    except SizeError:
        return _stay(dialog, "label_unknown", labels=" · ".join(labels))
    return _done(_with(dialog, Step.LABEL, labels[at]), Step.LABEL)


def _read_verdict(dialog: Dialog, text: str) -> Turn:
    verdict = parse_verdict(text)
    if verdict is None:
        return _stay(dialog, "not_understood")
    return _done(_with(dialog, Step.VERDICT, verdict), Step.VERDICT)


_READERS: Final = MappingProxyType(
    {
        Step.MEASURED: _read_measured,
        Step.BRAND: _read_brand,
        Step.LABEL: _read_label,
        Step.VERDICT: _read_verdict,
    }
)
