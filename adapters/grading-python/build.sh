#!/usr/bin/env bash
# Builds the wheel into a folder: adapters/grading-python/build.sh [folder]
#
# maturin comes from PyPI into an environment of its own in PEDIAFOR_CACHE (~/.cache/pediafor where that is not set).
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target}"
wheels="${1:-$CARGO_TARGET_DIR/wheels}"
mkdir -p "$wheels"
wheels="$(cd "$wheels" && pwd)"
cd "$root/adapters/grading-python"
maturin=1.16.0
venv="${PEDIAFOR_CACHE:-$HOME/.cache/pediafor}/maturin-$maturin"

if [ ! -x "$venv/bin/maturin" ]; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "maturin==$maturin"
fi
rm -f "$wheels"/pediafor_grading-*.whl
"$venv/bin/maturin" build --quiet --release --interpreter "$venv/bin/python" --out "$wheels"
ls "$wheels"/pediafor_grading-*.whl
