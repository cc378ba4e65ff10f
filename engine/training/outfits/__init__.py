"""Trains and measures the outfit compatibility model."""
