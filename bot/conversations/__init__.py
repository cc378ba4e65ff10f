"""Guided dialogs whose every answer is in the database as soon as it is given."""
