"""The person's own clothes: add, show, edit."""
