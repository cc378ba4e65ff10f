"""A feature of a test: who asked for it is reminded of their umbrella."""
