"""Health endpoint, metrics, incident numbers."""
