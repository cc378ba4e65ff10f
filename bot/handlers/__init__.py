"""One module per feature; a handler decides whether an update is its own and hands it on."""
