"""The sample shop: invented shops whose products are drawn by this package."""
