#!/usr/bin/env bash
# The tests of the chat page need Chromium; where it is missing, Debian's package is installed.
set -euo pipefail
command -v chromium >/dev/null && exit 0
command -v apt-get >/dev/null || { echo "install Chromium to run the browser tests" >&2; exit 1; }
sudo=$([ "$(id -u)" = 0 ] || echo sudo)
$sudo apt-get update --quiet --quiet
DEBIAN_FRONTEND=noninteractive $sudo apt-get install --yes --quiet --quiet --no-install-recommends chromium
