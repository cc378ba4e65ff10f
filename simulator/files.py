"""The files of all chats: stored by content, found again by `file_id` or by download path."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PREFIX = {"photo": "AgACAgIAAxkBAAI", "document": "BQACAgIAAxkBAAI", "thumbnail": "AAMCAgADGQEAAw"}
_OTHER_PREFIX = "CAACAgIAAxkBAAI"
_FOLDER = {"photo": "photos", "thumbnail": "thumbnails", "document": "documents"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file somebody sent.

    Attributes:
        file_id: what the bot passes to `getFile` or sends again.
        unique_id: the same for the same content, whoever sends it.
        kind: `photo`, `document`, `thumbnail` or another field name of a message.
        path: what comes after `/file/bot<token>/`.
        size_bytes: length of the content.
        mime_type: type of the content as its sender names it.
        name: file name of a document.
        attributes: further fields of the object, such as `width`.
    """

    file_id: str
    unique_id: str
    kind: str
    path: str
    size_bytes: int
    mime_type: str
    name: str | None
    attributes: dict[str, Any]

    def api(self) -> dict[str, Any]:
        """Return the fields that every kind of file has in the Bot API, and its own ones."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": self.size_bytes,
            **self.attributes,
        }


class FileStore:
    """Keeps contents in memory, or in a folder when one is given."""

    def __init__(self, clock: Callable[[], float], folder: Path | None = None) -> None:
        self._clock = clock
        self._folder = folder
        self._numbers = itertools.count(1)
        self._files: dict[str, StoredFile] = {}
        self._contents: dict[str, bytes] = {}
        self._links: dict[str, tuple[StoredFile, float]] = {}
        self._renditions: dict[str, tuple[StoredFile, ...]] = {}

    async def add(
        self,
        content: bytes,
        kind: str,
        *,
        mime_type: str,
        name: str | None = None,
        suffix: str = "",
        attributes: dict[str, Any] | None = None,
    ) -> StoredFile:
        """Store one file and return it with its identifiers."""
        number = next(self._numbers)
        digest = hashlib.sha256(content + kind.encode()).digest()
        unique = "AQAD" + base64.urlsafe_b64encode(digest[:9]).decode()
        tail = base64.urlsafe_b64encode(digest[9:27] + number.to_bytes(6, "big")).decode()
        file = StoredFile(
            file_id=_PREFIX.get(kind, _OTHER_PREFIX) + tail,
            unique_id=unique,
            kind=kind,
            path=f"{_FOLDER.get(kind, kind + 's')}/file_{number}{suffix}",
            size_bytes=len(content),
            mime_type=mime_type,
            name=name,
            attributes=attributes or {},
        )
        if self._folder is None:
            self._contents[file.file_id] = content
        else:
            await asyncio.to_thread(_write, self._folder / file.path, content)
        self._files[file.file_id] = file
        return file

    def remember_sizes(self, sizes: tuple[StoredFile, ...]) -> None:
        """Link the sizes of one photo, so that any of them sends the whole photo again."""
        for file in sizes:
            self._renditions[file.file_id] = sizes

    def sizes_of(self, file: StoredFile) -> tuple[StoredFile, ...]:
        """Return every size of the photo that a file is one size of."""
        return self._renditions.get(file.file_id, (file,))

    def get(self, file_id: str) -> StoredFile | None:
        """Return a file by its id."""
        return self._files.get(file_id)

    def link(self, file: StoredFile) -> str:
        """Return the download path of a file and start the lifetime of the link."""
        self._links[file.path] = (file, self._clock())
        return file.path

    def linked(self, path: str, lifetime_s: float) -> StoredFile | None:
        """Return the file behind a download path that `getFile` gave out not too long ago."""
        file, linked_at_s = self._links.get(path, (None, 0.0))
        return file if self._clock() - linked_at_s <= lifetime_s else None

    async def content(self, file: StoredFile) -> bytes:
        """Return the bytes of a file."""
        if self._folder is None:
            return self._contents[file.file_id]
        return await asyncio.to_thread((self._folder / file.path).read_bytes)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
