"""The dialog that asks for a comment or a price of a closet item."""
