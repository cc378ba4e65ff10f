"""Trains, measures and exports the garment detector."""
