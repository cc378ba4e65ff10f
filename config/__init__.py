"""Typed settings, the taxonomy, and size charts; imports nobody else of the project."""
