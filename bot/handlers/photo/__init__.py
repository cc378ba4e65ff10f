"""Outfit photos: analysis, answer, corrections, feedback."""
