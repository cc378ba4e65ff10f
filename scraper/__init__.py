"""Where products come from: one module per source, and the pipeline into the catalogue."""
