"""Trains, calibrates and measures the garment model."""
