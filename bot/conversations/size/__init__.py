"""The dialog that asks for a body and recommends a size."""
