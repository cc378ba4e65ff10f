"""Today's weather."""
