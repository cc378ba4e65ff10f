"""The Telegram side: application, commands, keyboards, texts and rendered pictures."""
