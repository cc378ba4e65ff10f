"""Daily tips: when one is due, and which advice goes with an outfit."""
