"""Styles of shops, and the reasons for an outfit's style."""
