"""Fits the body, chart and choice models of size advice."""
