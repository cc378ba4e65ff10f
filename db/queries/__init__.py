"""Reads and writes the tables of `db.models`, one module per subject."""
