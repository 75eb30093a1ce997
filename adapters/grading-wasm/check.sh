#!/usr/bin/env bash
# Builds the npm package and replays on it what the library gives natively: adapters/grading-wasm/check.sh
#
# TypeScript comes from npm into PEDIAFOR_CACHE (~/.cache/pediafor where that is not set).
set -euo pipefail
cd "$(dirname "$0")/../.."
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
work="$CARGO_TARGET_DIR/grading-wasm"
typescript=7.0.2
compiler="${PEDIAFOR_CACHE:-$HOME/.cache/pediafor}/typescript-$typescript"

adapters/grading-wasm/build.sh "$work/node_modules/pediafor-grading" >/dev/null
cargo run --quiet -p pediafor-grading --features qti --example conformance -- "$work/conformance.jsonl"

export PEDIAFOR_PACKAGE="$work/node_modules/pediafor-grading" PEDIAFOR_CONFORMANCE="$work/conformance.jsonl"
node --test adapters/grading-wasm/tests/*.test.js

if [ ! -x "$compiler/node_modules/.bin/tsc" ]; then
  npm install --silent --no-audit --no-fund --prefix "$compiler" "typescript@$typescript"
fi
node adapters/grading-wasm/tests/write_typed.js "$PEDIAFOR_CONFORMANCE" "$work/types"
"$compiler/node_modules/.bin/tsc" --project "$work/types"
echo "the types hold for every case"
