"""Between the bot and Telegram: update order, rate limits, media groups."""
