#!/usr/bin/env bash
# Locks the versions of pyproject.toml; needs uv (pip install uv). Pins that still fit are kept.
set -euo pipefail
cd "$(dirname "$0")/.."
options=(--quiet --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url)
# serve.txt: what `coordi run` and the Docker image need. demo.txt: with the sample shop.
uv pip compile "${options[@]}" --extra postgres --generate-hashes pyproject.toml -o requirements/serve.txt
uv pip compile "${options[@]}" --extra postgres --extra demo --generate-hashes \
    --constraint requirements/serve.txt pyproject.toml -o requirements/demo.txt
# torch brings its own CUDA packages where its build wants them; a CPU build wants none.
without=()
for name in bindings cublas cuda-cupti cuda-nvrtc cuda-runtime cudnn-cu13 cufft cufile curand cusolver \
    cusparse cusparselt-cu13 nccl-cu13 nvjitlink nvshmem-cu13 nvtx; do
    without+=(--no-emit-package "nvidia-$name")
done
for name in cuda-bindings cuda-pathfinder cuda-toolkit triton; do without+=(--no-emit-package "$name"); done
uv pip compile "${options[@]}" "${without[@]}" --extra postgres --extra demo --extra train --extra test \
    --constraint requirements/demo.txt pyproject.toml -o requirements/test.txt
