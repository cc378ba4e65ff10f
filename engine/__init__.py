"""What Coordi knows about clothes: analysis, search, sizing, outfits, style; no Telegram in it."""
