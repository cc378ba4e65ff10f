"""Shops whose style fits a photo."""
