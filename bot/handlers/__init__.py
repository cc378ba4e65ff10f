"""One module per feature; each says which updates are its own and hands them on."""
