"""What buttons do, one module per feature."""
