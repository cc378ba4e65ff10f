"""Learns the style of products from words and kinds."""
