"""Reads product feeds: bytes to text, text to records, records to offers."""
