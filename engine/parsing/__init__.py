"""Reads what people write: numbers, money, dates, bodies, weather, queries, intents."""
