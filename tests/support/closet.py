"""Closets, outfits and catalogues that conversations start from."""

from __future__ import annotations

import io
from datetime import timedelta

import numpy as np
from PIL import Image

from bot.services.local_time import today_of
from config.taxonomy import COLOUR_HEX
from db.models import ClosetItem, pack_vector
from db.queries import closet, diary, people, product_import, products
from db.queries.closet import CUTOUT, ORIGINAL, Picture
from simulator import Message, Person
from tests.support.bot import Bot, fill_catalogue, picture, vector

WARDROBE = (
    ("shirt", "white"),
    ("sweater", "beige"),
    ("jeans", "blue"),
    ("trousers", "navy"),
    ("sneakers", "white"),
    ("coat", "grey"),
)
"""Category and colour of the garments of `fill_closet`."""

OTHER_CATEGORIES = ("sneakers", "bag", "coat")
"""What `fill_other_slots` adds to the hoodies and jeans of the catalogue."""


async def fill_closet(
    bot: Bot, person: Person, wardrobe: tuple[tuple[str, str], ...] = WARDROBE
) -> list[int]:
    """Put garments into a person's closet; return their ids."""
    async with bot.database.session() as session:
        await people.touch_user(session, person.id)
        ids = []
        for number, (category, colour) in enumerate(wardrobe):
            embedding = np.random.default_rng(number).normal(0, 1, 256)
            item = ClosetItem(
                user_id=person.id,
                category=category,
                colours=[{"name": colour, "hex": COLOUR_HEX[colour], "share": 1.0}],
                embedding=pack_vector(embedding / np.linalg.norm(embedding)),
            )
            cut = closet.Picture("cutout", picture((90, 120), COLOUR_HEX[colour], "WEBP"), 90, 120)
            ids.append((await closet.add_item(session, item, [cut])).id)
    return ids


async def fill_worn_closet(bot: Bot, person: Person, count: int = 4) -> list[int]:
    """Put garments into a person's closet, the first worn twice; return their ids."""
    webp = picture((60, 80), "#334455", "WEBP")
    pictures = [Picture(kind, webp, 60, 80) for kind in (ORIGINAL, CUTOUT)]
    ids = []
    async with bot.database.session() as session:
        await people.touch_user(session, person.id)
        for number in range(count):
            item = ClosetItem(
                user_id=person.id,
                category=("hoodie", "jeans", "coat", "bag")[number % 4],
                colours=[{"name": "black", "hex": "#1a1a1c", "share": 1.0}],
                style={"street": 0.7, "casual": 0.3},
                price=40_000 if number == 0 else None,
                embedding=pack_vector(np.ones(256, np.float32) / 16),
            )
            ids.append((await closet.add_item(session, item, pictures)).id)
        today = await today_of(session, person.id)
        for days in (0, 70):
            await diary.mark_worn(session, person.id, ids[:1], today - timedelta(days=days))
        await diary.mark_worn(session, person.id, ids[1:2], today - timedelta(days=70))
    return ids


async def fill_other_slots(bot: Bot) -> None:
    """Fill the catalogue with hoodies, jeans, shoes, bags and coats."""
    await fill_catalogue(bot.database, bot.settings.pictures_dir)
    number = 100
    async with bot.database.session() as session:
        for place in range(2):
            shop = await products.upsert_shop(
                session,
                slug=f"more{place}",
                name=f"잡화{place}",
                url="https://m.example/",
                source="t",
            )
            rows = []
            for shape, category in enumerate(OTHER_CATEGORIES, 5):
                number += 1
                file = f"{number}.webp"
                (bot.settings.pictures_dir / file).write_bytes(picture((90, 90), "#333333", "WEBP"))
                rows.append(
                    {
                        "shop_id": shop,
                        "external_id": str(number),
                        "title": f"{category} <{number}>",
                        "brand": None,
                        "url": f"https://more{place}.example/p/{number}",
                        "price": 1000 * number,
                        "currency": "KRW",
                        "gender": "unisex",
                        "category": category,
                        "colours": ["black"],
                        "pattern": "solid",
                        "fit": None,
                        "warmth": 2,
                        "sizes": [],
                        "available": True,
                        "picture": file,
                        "picture_sha256": f"{number:064d}",
                        "embedding": pack_vector(
                            vector(shape, list(COLOUR_HEX).index("black") + place)
                        ),
                        "style": {"street": 1.0},
                    }
                )
            await product_import.write_products(session, rows)


def photo_of_garment() -> bytes:
    """Return a photo of something dark before a bright background."""
    photo = Image.new("RGB", (300, 400), "#e8e4da")
    photo.paste("#28304a", (60, 60, 240, 340))
    target = io.BytesIO()
    photo.save(target, "JPEG")
    return target.getvalue()


async def start_adding(person: Person) -> Message:
    """Open a batch of uploads; return the message that asks for photos."""
    await person.say("/closet")
    await person.wait_for("옷장")
    await person.press("옷 추가")
    return await person.wait_for("옷 사진을 보내 주세요")


async def wait_for_boards(person: Person, count: int) -> list[Message]:
    """Wait until a person has been sent so many boards of outfits, and return them."""
    await person.wait_for(lambda _: len(boards(person)) >= count)
    return boards(person)


def boards(person: Person) -> list[Message]:
    """Return the boards of outfits that a person has been sent."""
    return [m for m in person.chat.bot_messages if m.media and "⭐" in str(m.buttons)]
