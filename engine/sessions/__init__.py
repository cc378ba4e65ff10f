"""What runs a model: ONNX Runtime on a CPU, or another accelerator."""
