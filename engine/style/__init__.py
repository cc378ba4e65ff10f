"""Styles of shops, and why a look is called what it is."""
