#!/usr/bin/env bash
# Builds the wheel, installs it, and replays on it what the library gives natively: adapters/grading-python/check.sh
#
# mypy comes from PyPI, and the wheel is installed, into an environment of their own in PEDIAFOR_CACHE (~/.cache/pediafor where
# that is not set).
set -euo pipefail
cd "$(dirname "$0")/../.."
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
work="$CARGO_TARGET_DIR/grading-python"
mypy=2.4.1
venv="${PEDIAFOR_CACHE:-$HOME/.cache/pediafor}/mypy-$mypy"

if [ ! -x "$venv/bin/mypy" ]; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "mypy==$mypy"
fi
wheel="$(adapters/grading-python/build.sh "$work/wheels")"
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-index --force-reinstall "$wheel"
cargo run --quiet -p pediafor-grading --features qti --example conformance -- "$work/conformance.jsonl"

export PEDIAFOR_CONFORMANCE="$work/conformance.jsonl"
"$venv/bin/python" -m unittest discover adapters/grading-python/tests
"$venv/bin/python" adapters/grading-python/tests/write_typed.py "$PEDIAFOR_CONFORMANCE" "$work/types"
"$venv/bin/mypy" --strict --cache-dir "$work/types/cache" "$work/types/cases.py" "$work/types/wrong.py"
