"""Route updates to the features, which declare what they handle: `bot.routing.feature`."""
