"""Identifiers of files, and links that end."""

from __future__ import annotations

from simulator.files import FileStore


async def test_unique_id_is_of_the_content_and_file_id_of_the_sending(clock) -> None:
    files = FileStore(clock)
    first = await files.add(b"one", "document", mime_type="text/plain", name="a.txt")
    same = await files.add(b"one", "document", mime_type="text/plain", name="b.txt")
    other = await files.add(b"two", "document", mime_type="text/plain", name="a.txt")
    as_photo = await files.add(b"one", "photo", mime_type="image/jpeg")
    assert first.unique_id == same.unique_id
    assert len({first.unique_id, other.unique_id, as_photo.unique_id}) == 3
    assert len({file.file_id for file in (first, same, other, as_photo)}) == 4
    assert files.get(first.file_id) is first
    assert await files.content(other) == b"two"


async def test_links_end(clock) -> None:
    files = FileStore(clock)
    file = await files.add(b"one", "document", mime_type="text/plain")
    assert files.linked(file.path, 3600) is None
    path = files.link(file)
    clock.advance(3600)
    assert files.linked(path, 3600) is file
    clock.advance(1)
    assert files.linked(path, 3600) is None
    assert files.linked(files.link(file), 3600) is file
