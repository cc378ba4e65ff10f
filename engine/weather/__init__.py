"""Weather of a day in a Korean city, from one of several services or a climate table."""
