#!/usr/bin/env bash
# Writes the lock files anew from pyproject.toml; needs uv (pip install uv).
set -euo pipefail
cd "$(dirname "$0")/.."
options=(--quiet --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url)
uv pip compile "${options[@]}" --extra postgres --generate-hashes pyproject.toml -o requirements/serve.txt
# torch brings its own CUDA packages where its build wants them; a CPU build wants none.
without=()
for name in bindings cublas cuda-cupti cuda-nvrtc cuda-runtime cudnn-cu13 cufft cufile curand cusolver \
    cusparse cusparselt-cu13 nccl-cu13 nvjitlink nvshmem-cu13 nvtx; do
    without+=(--no-emit-package "nvidia-$name")
done
for name in cuda-bindings cuda-pathfinder cuda-toolkit triton; do without+=(--no-emit-package "$name"); done
uv pip compile "${options[@]}" "${without[@]}" --extra postgres --extra gpu --extra train --extra test \
    --constraint requirements/serve.txt pyproject.toml -o requirements/test.txt
