"""Analysis, search, sizing, outfits and style of clothes; independent of Telegram."""
