"""Asks for a comment or a price of a closet item, and shows the item with the answer."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Bot

from bot.context import Services
from bot.conversations.closet_item.state import ItemState, Step
from bot.conversations.closet_item.storage import ClosetItemStore
from bot.conversations.runner import DialogRunner, Reply
from bot.conversations.turn import Note, Option, Turn
from bot.handlers.closet.keyboards import typed_keyboard
from bot.handlers.closet.pages import ClosetPages
from bot.ui.catalogues import Texts
from bot.ui.closet_item import item_name
from db.models import ClosetItem
from db.queries import closet


@dataclass(frozen=True, slots=True)
class ItemPresenter:
    """Texts and keyboards of the question.

    Attributes:
        pages: of the person's closet; the item is shown there.
        item: the item that is asked about; None for a text that may answer.
    """

    pages: ClosetPages
    item: ClosetItem | None

    def question(self, dialog_id: int, state: ItemState, note: Note | None) -> Reply:  # noqa: ARG002 - its buttons carry the item
        """Return the question, or why an answer could not stand."""
        t = self.pages.t
        if note is not None or self.item is None:
            return Reply(t.html("closet.price_unclear"))
        name = item_name(self.item, t)
        if state.field is Step.COMMENT:
            text = t.html("closet.ask.comment", name=name)
        else:
            text = t.html("closet.ask.price", name=name)
        return Reply(text, typed_keyboard(self.item, state.field.value, t))

    def answered(
        self,
        before: ItemState,  # noqa: ARG002
        turn: Turn[ItemState],  # noqa: ARG002
        option: Option | None,  # noqa: ARG002
    ) -> Reply | None:
        """Return None: the item that follows shows the answer."""
        return None

    def cancelled(self) -> Reply:
        """Return what to say when the person has ended the question."""
        return Reply(self.pages.t.html("question.ended"))

    async def finish(self, state: ItemState) -> None:
        """Show the item with its new comment or price."""
        pages = self.pages
        async with pages.services.database.session() as session:
            item = await closet.item_of(session, pages.user_id, state.item_id)
        if item is None:
            await pages.message.show_text(pages.t.html("closet.gone_words"), None)
        else:
            await pages.show_item(item, "all", None)


def item_dialog(
    services: Services, bot: Bot, user_id: int, t: Texts, item: ClosetItem | None = None
) -> DialogRunner[ItemState]:
    """Return the dialog about a field of a closet item.

    Args:
        services: of the bot.
        bot: sends the messages.
        user_id: the owner.
        t: texts in the owner's language.
        item: needed to ask; not to consume an answer.
    """
    presenter = ItemPresenter(ClosetPages(services, bot, user_id, t), item)
    return DialogRunner(ClosetItemStore(services.database), presenter, bot, user_id, t.language)
