"""Training and evaluation of the models, on a CPU or, if present, a GPU."""
