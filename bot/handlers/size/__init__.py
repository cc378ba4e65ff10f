"""Size advice, the body profile and purchases."""
