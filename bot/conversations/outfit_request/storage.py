"""Stores what an outfit request asks to be typed, in the row of the request."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversations.outfit_request.state import RequestState, from_row
from bot.conversations.storage import OpenDialog
from bot.routing.pending_question import waiting_since
from db.models import utc_now
from db.queries import outfits
from db.session import Database


@dataclass(frozen=True, slots=True)
class OutfitRequestStore:
    """Stores one open question a person; its request stays when the question ends."""

    database: Database

    async def load(self, user_id: int) -> OpenDialog[RequestState] | None:
        """Return the request that waits for something typed in private, or None."""
        async with self.database.session() as session:
            request = await outfits.waiting_request(
                session, user_id, user_id, since=waiting_since()
            )
        if request is None:
            return None
        return OpenDialog(request.id, from_row(request), None, request.updated_at)

    async def open(
        self,
        user_id: int,
        state: RequestState,
        *,
        language: str,  # noqa: ARG002 - the question is not sent again after a restart
    ) -> tuple[OpenDialog[RequestState], int | None]:
        """Store which constraint the request asks for; other requests wait no more."""
        async with self.database.session() as session:
            await outfits.stop_waiting(session, user_id)
            request = await outfits.request_of(session, user_id, state.request_id)
            if request is not None:
                request.asks = state.step
        return OpenDialog(state.request_id, state, None, utc_now()), None

    async def save_answer(
        self, user_id: int, dialog: OpenDialog[RequestState], state: RequestState
    ) -> None:
        """Store the constraints after an answer."""
        async with self.database.session() as session:
            request = await outfits.request_of(session, user_id, dialog.id)
            if request is not None:
                request.wish = {**request.wish, **state.wish}
                request.asks = state.step

    async def save_question(self, dialog_id: int, message_id: int) -> None:
        """Do nothing: the message of a request is the one with its buttons."""

    async def close(self, dialog_id: int) -> None:
        """Do nothing: an answered request waits no more, and stays for its buttons."""
