"""Outfits of a person: composed of their closet and of products, stored, shown again."""
