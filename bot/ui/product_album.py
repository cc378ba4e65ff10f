"""Send the numbered pictures of products as an album."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from telegram import Bot, InputMediaPhoto, ReplyParameters

from bot.services.catalogue import Item
from bot.ui.product_pictures import ProductTile, draw_product_tiles
from engine.service import EngineService


@dataclass(frozen=True, slots=True)
class ProductAlbum:
    """Draws and sends albums of products.

    Attributes:
        bot: sends them.
        engine: draws in its pool.
        pictures_dir: folder of the product pictures.
    """

    bot: Bot
    engine: EngineService
    pictures_dir: Path

    async def send(
        self,
        chat_id: int,
        items: Sequence[Item],
        *,
        first_number: int,
        reply: ReplyParameters | None = None,
    ) -> None:
        """Send the pictures of products, numbered from `first_number`."""
        tiles = [ProductTile(item.picture, item.title, "") for item in items]
        pictures = await self.engine.run(
            draw_product_tiles, self.pictures_dir, tiles, first_number=first_number
        )
        if len(pictures) == 1:  # Telegram's albums have two pictures or more
            await self.bot.send_photo(chat_id, pictures[0], reply_parameters=reply)
            return
        media = [InputMediaPhoto(picture) for picture in pictures]
        await self.bot.send_media_group(chat_id, media, reply_parameters=reply)
