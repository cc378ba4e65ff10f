"""Recognises the words that steer a dialog: cancel, back, skip, done, yes and no.

One list for every dialog and question. A dialog names the commands that it obeys; any other word
of the list is an answer to it like all text.
"""

from __future__ import annotations

import re
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from engine.parsing.text import fold

_MAX_CHARS: Final = 200
_PUNCTUATION: Final = " .!~"


class Command(StrEnum):
    """What a word asks of a dialog."""

    CANCEL = "cancel"
    """End the dialog or question; nothing more is asked."""
    DECLINE = "decline"
    """Refuse what is asked."""
    BACK = "back"
    """Ask the previous question again."""
    SKIP = "skip"
    """Leave the question unanswered and go on."""
    UNKNOWN = "unknown"
    """The person does not know the answer."""
    DONE = "done"
    """Nothing more follows; what was sent is complete."""


_WORDS: Final = MappingProxyType(
    {
        Command.CANCEL: r"취소\w*|그만\w*|/?cancel|stop|never ?mind",
        Command.DECLINE: r"아니야|아니요|됐어\w*|no",
        Command.BACK: r"뒤로|이전|뒤|<|(?:go )?back|previous",
        Command.SKIP: r"건너뛰기|패스|다음|넘어가기|skip|pass|next",
        Command.UNKNOWN: (r"모름|몰라|모르겠어|잘 모르겠어|\?|(?:i )?don'?t know|no idea|idk"),
        Command.DONE: r"완료|끝|다 ?(?:보냈|했)\w*|done|finish(?:ed)?|end",
    }
)
_COMMANDS: Final = MappingProxyType(
    {command: re.compile(rf"(?:{words})요?") for command, words in _WORDS.items()}
)
_YES: Final = re.compile(
    r"(?:네+|넵|예|응+|어|ㅇㅇ|ㅇ|맞\w*|그래\w*|그대로\w*|yes|yep|yeah|y|ok(?:ay)?|right|sure|keep)"
)
_NO: Final = re.compile(
    r"(?:아니\w*|아뇨|노|ㄴㄴ|틀\w*|바꿀\w*|바꿔\w*|수정\w*|no|nope|n|wrong|change)"
)


def parse_command(text: str) -> Command | None:
    """Return the command that is the whole of a text, or None."""
    if len(text) > _MAX_CHARS:
        return None
    plain = fold(text).replace("\u2019", "'").strip(_PUNCTUATION)
    return next((name for name, words in _COMMANDS.items() if words.fullmatch(plain)), None)


def parse_yes_no(text: str) -> bool | None:
    """Return whether a text is a yes, and None when it is neither yes nor no."""
    if len(text) > _MAX_CHARS:
        return None
    plain = fold(text).strip(_PUNCTUATION)
    if _YES.fullmatch(plain):
        return True
    return False if _NO.fullmatch(plain) else None
