"""The engine over HTTP: one process with the models, shared by several bots."""
