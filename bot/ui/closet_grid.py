"""Draw garments of a closet as one picture, with what the database knows of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.ui.catalogues import Texts
from bot.ui.closet_item import item_name
from bot.ui.closet_pictures import ClosetTile, draw_grid
from db.models import ClosetItem
from db.queries import closet
from db.session import Database
from engine.service import EngineService


async def draw_closet_grid(
    database: Database,
    engine: EngineService,
    items: Sequence[ClosetItem],
    t: Texts,
    *,
    title: str,
    position: str,
    first_number: int = 1,
    marks: Mapping[int, str] = MappingProxyType({}),
) -> bytes:
    """Return a page of garments of one person as a JPEG.

    Args:
        database: where the pictures of the garments are.
        engine: whose pool draws.
        items: at least one and at most `PAGE_ITEMS`, all of the same person.
        t: the sentences.
        title: at the top left.
        position: at the top right, which page of how many.
        first_number: number of the first garment.
        marks: words across garments, by id; what is in the wash has a mark of its own otherwise.
    """
    user_id = items[0].user_id
    async with database.session() as session:
        pictures = await closet.pictures_of(session, user_id, [item.id for item in items])
    in_wash = t.text("closet.mark.wash")
    tiles = [
        ClosetTile(
            webp=pictures[item.id].webp if item.id in pictures else None,
            name=item_name(item, t),
            colours=tuple(colour["hex"] for colour in item.colours),
            number=number,
            mark=marks.get(item.id) or (in_wash if item.in_wash else ""),
            favourite=item.favourite,
        )
        for number, item in enumerate(items, first_number)
    ]
    return await engine.run(draw_grid, tiles, title=title, position=position)
