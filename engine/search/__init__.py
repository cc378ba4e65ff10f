"""Finds products by embedding and filters."""
