"""Help, language, privacy, small talk, and who blocked the bot."""
