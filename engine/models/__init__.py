"""One module per model: what it takes and gives, beside its weights and model card."""
