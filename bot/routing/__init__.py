"""Routes updates to features: commands, callback queries, text, errors."""
