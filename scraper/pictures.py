"""Store the catalogue's pictures on disk, reduced, named by the hash of the shop's file."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from config.settings import EngineSettings
from engine.vision.decode import decode

MAX_SIDE_PX: Final = 640
_JPEG_QUALITY: Final = 88


def content_hash(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def difference_hash(picture: Image.Image) -> str:
    """Return a 64-bit perceptual hash in hex, stable under recompression and scaling.

    Each bit is set if a pixel of a 9 by 8 thumbnail is brighter than its right neighbour
    (N. Krawetz, "Kind of Like That", 2013).
    """
    small = np.asarray(picture.convert("L").resize((9, 8), Image.Resampling.BOX), np.int16)
    return np.packbits(small[:, 1:] > small[:, :-1]).tobytes().hex()


class PictureStore:
    """A folder of JPEG files, `ab/abcd….jpg`, each written once, atomically."""

    def __init__(self, folder: Path, limits: EngineSettings) -> None:
        self._folder = folder
        self._limits = limits

    def add(self, data: bytes, sha256: str) -> tuple[str, Image.Image]:
        """Decode a picture and store a reduced copy.

        Args:
            data: the file as the shop sent it.
            sha256: its `content_hash`.

        Returns:
            The copy's path below the folder, and the picture, upright RGB, at most 640 px a side.

        Raises:
            engine.schemas.PhotoError: the data is not a usable picture.
            OSError: it cannot be written.
        """
        picture = decode(data, self._limits).picture
        picture.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX), Image.Resampling.LANCZOS)
        name = f"{sha256[:2]}/{sha256}.jpg"
        path = self._folder / name
        if not path.exists():
            self._write(picture, path)
        return name, picture

    def has(self, name: str) -> bool:
        """Return whether a picture is stored."""
        return (self._folder / name).is_file()

    def read(self, name: str) -> Image.Image:
        """Return a stored picture.

        Raises:
            engine.schemas.PhotoError: it is damaged.
            OSError: it is not there.
        """
        return decode((self._folder / name).read_bytes(), self._limits).picture

    @staticmethod
    def _write(picture: Image.Image, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as file:
                picture.save(file, "JPEG", quality=_JPEG_QUALITY)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
