"""Reads single fields of feeds and pages: prices, availability, sizes, audience, links.

Every source uses these, so that the same words mean the same wherever they stand.
"""
