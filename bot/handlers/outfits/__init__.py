"""Outfits for the day: boards, requests, buttons."""
