"""Stores and shows what the subscription dialog leads to: a subscription, or the person's city."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Bot, Update

from bot.context import BotContext, Services
from bot.conversations.runner import DialogRunner, Keyboard, Reply, resume
from bot.conversations.subscription.home import HomeWeatherSender
from bot.conversations.subscription.presenter import subscription_dialog, subscription_store
from bot.conversations.subscription.state import FIELD, Goal, SubscriptionState
from bot.handlers.tips.keyboards import subscribe_keyboard, subscription_keyboard
from bot.handlers.tips.texts import subscription_text
from bot.routing.callback_press import CallbackPress, ExpiredError
from bot.services.subscriptions import change_subscription, save_subscription, today_at
from bot.ui.catalogues import Html, Texts, texts
from db.models import TipSubscription
from db.queries import people


@dataclass(frozen=True, slots=True)
class SubscriptionConversation:
    """The subscription dialog with one person in private; it may be about a channel."""

    services: Services
    bot: Bot
    user_id: int
    t: Texts

    @classmethod
    def of(cls, update: Update, context: BotContext) -> SubscriptionConversation:
        """Return the dialog with who sent an update."""
        user = update.effective_user
        assert user is not None
        return cls(context.services, context.bot, user.id, context.texts_for(update))

    @classmethod
    def of_press(cls, press: CallbackPress) -> SubscriptionConversation:
        """Return the dialog with who pressed a button in private.

        Raises:
            ExpiredError: others can see it there.
        """
        if not press.is_private:
            raise ExpiredError
        return cls(press.services, press.bot, press.user_id, press.t)

    @property
    def dialog(self) -> DialogRunner[SubscriptionState]:
        """The runner of the dialog."""
        return subscription_dialog(
            self.services.database, self.bot, self.user_id, self.t, self.finish
        )

    @property
    def home(self) -> HomeWeatherSender:
        """The weather of the person's city."""
        return HomeWeatherSender(self.services, self.bot, self.user_id, self.t)

    async def finish(self, state: SubscriptionState) -> None:
        """Store what was chosen, and show it."""
        facts, database = state.facts, self.services.database
        if facts.city is not None and facts.chat_id == self.user_id:
            async with database.session() as session:
                await people.set_home(session, self.user_id, facts.city)
        if state.goal is Goal.HOME:
            await self.home.send()
            return
        if state.goal is Goal.CHANGE:
            changed = [FIELD[step] for step in state.steps]
            stored = await change_subscription(database, facts, changed)
            if stored is None:
                await self.send(self.t.html("tips.none"), subscribe_keyboard(self.t))
                return
        else:
            stored = await save_subscription(
                database, self.user_id, facts, language=self.t.language
            )
        await self.send_settings(stored, heading=self.t.html("tips.kept"))

    async def send_settings(
        self, subscription: TipSubscription, *, heading: Html | None = None
    ) -> None:
        """Send a subscription with the buttons to change it."""
        today = today_at(subscription)
        text = subscription_text(subscription, self.t, today=today)
        if heading is not None:
            text = Html(f"{heading}\n\n{text}")
        await self.send(text, subscription_keyboard(subscription, self.t, today=today))

    async def send(self, text: Html, keyboard: Keyboard | None = None) -> None:
        """Send a message to the person."""
        await self.dialog.send(Reply(text, keyboard))


async def resume_subscription_dialogs(services: Services, bot: Bot) -> int:
    """Go on with the dialogs that a stop of the bot interrupted; return how many."""

    def runner_for(user_id: int, language: str) -> DialogRunner[SubscriptionState]:
        return SubscriptionConversation(services, bot, user_id, texts(language)).dialog

    return await resume(subscription_store(services.database), runner_for)
