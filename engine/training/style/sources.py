"""Photos of outfits whose styles others have labelled: AI-Hub's K-Fashion, folders of snaps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from config.errors import CoordiError
from config.kfashion import k_fashion_style
from config.style_words import style_of_word

PICTURE_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp"})
MAX_SIDE_PX: Final = 1280
TEST_SHARE: Final = 0.15


@dataclass(frozen=True, slots=True)
class LabelledPhoto:
    """A photo and what somebody calls its style.

    Attributes:
        path: of the picture.
        label: the source's own label.
        style: which of the nine that is.
    """

    path: Path
    label: str
    style: str

    @property
    def is_for_test(self) -> bool:
        """Whether it is measured on rather than learned from, by a hash of its name."""
        draw = int.from_bytes(hashlib.sha256(self.path.name.encode()).digest()[:4]) / 2**32
        return draw < TEST_SHARE


def read_kfashion(folder: Path) -> list[LabelledPhoto]:
    """Read AI-Hub's annotations, one JSON a picture, in any folders beside or above the pictures.

    An annotation without a style, or whose picture is not there, is left out; so are labels that
    are none of the 23.

    Raises:
        CoordiError: there is no annotation of a picture, or one is no JSON.
    """
    pictures = {path.name: path for path in _pictures(folder)}
    photos = []
    for path in sorted(folder.rglob("*.json")):
        name, label = _annotation(path)
        # Some releases tell the style by the folder of the annotation alone.
        known = k_fashion_style(label or path.parent.name)
        if known is not None and name in pictures:
            photos.append(LabelledPhoto(pictures[name], known.name, known.style))
    if not photos:
        raise CoordiError(f"no K-Fashion annotation with its picture in {folder}", code="no_data")
    return photos


def _annotation(path: Path) -> tuple[str, str]:
    """Return the file name of the picture and its style; empty if missing."""
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        about = saved["데이터셋 정보"]
        labels = about["데이터셋 상세설명"]["라벨링"]["스타일"]
        name = saved.get("이미지 정보", {}).get("이미지 파일명") or about.get("파일 이름", "")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CoordiError(f"{path} is no K-Fashion annotation", code="no_data") from error
    return str(name), _first_style(labels)


def _first_style(labels: Any) -> str:
    for label in labels if isinstance(labels, list) else []:
        if isinstance(label, dict) and label.get("스타일"):
            return str(label["스타일"])
    return ""


def read_folders(folder: Path) -> list[LabelledPhoto]:
    """Read one folder per style, or per gender and then per style.

    Raises:
        CoordiError: there is no picture, or a folder is named by no style that is known.
    """
    photos, unknown = [], set()
    for path in _pictures(folder):
        label = path.parent.name
        style = style_of_word(label)
        if path.parent == folder or style is None:
            unknown.add(str(path.parent.relative_to(folder)))
        else:
            photos.append(LabelledPhoto(path, label, style))
    if unknown:
        names = ", ".join(sorted(unknown))
        raise CoordiError(f"folders that name no known style: {names}", code="no_data")
    if not photos:
        raise CoordiError(f"no picture in {folder}", code="no_data")
    return photos


def _pictures(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in PICTURE_SUFFIXES and path.is_file():
            yield path


def read_picture(path: Path) -> NDArray[np.uint8]:
    """Return a picture as `(h, w, 3)` RGB, made smaller where it is large.

    Raises:
        CoordiError: it cannot be read.
    """
    try:
        with Image.open(path) as picture:
            picture.draft("RGB", (MAX_SIDE_PX, MAX_SIDE_PX))
            small = picture.convert("RGB")
            small.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX))
            return np.asarray(small)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise CoordiError(f"{path} is no picture that can be read", code="no_data") from error
