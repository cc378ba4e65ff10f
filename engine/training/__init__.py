"""How each model was trained and measured; runs on a CPU and uses a GPU if there is one."""
