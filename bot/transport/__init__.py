"""The order of updates, rate limits, media groups and files: what stands towards Telegram."""
