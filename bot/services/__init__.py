"""What the bot knows and does without Telegram."""
