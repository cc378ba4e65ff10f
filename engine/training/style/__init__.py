"""Trains and measures the style model."""
