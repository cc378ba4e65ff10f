"""The wear diary: calendar, days, charts."""
