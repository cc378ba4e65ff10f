"""Product lists: similar, matching and saved items, price alerts."""
