#!/usr/bin/env bash
# Builds the npm package into a folder: adapters/grading-wasm/build.sh [folder]
#
# Where PEDIAFOR_WASM_BUILD names a command, that stands in for `cargo build --target wasm32-unknown-unknown`; it gets the
# same arguments, and CARGO_TARGET_DIR.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target}"
package="${1:-$CARGO_TARGET_DIR/npm}"
mkdir -p "$package"
package="$(cd "$package" && pwd)"
cd "$root"

build=(cargo build --target wasm32-unknown-unknown)
if [ -n "${PEDIAFOR_WASM_BUILD:-}" ]; then build=("$PEDIAFOR_WASM_BUILD"); fi
messages="$("${build[@]}" --quiet --release -p pediafor-grading-wasm --message-format json)"
module="$(printf '%s\n' "$messages" | grep -o '"[^"]*/pediafor_grading_wasm\.wasm"' | tail -1 | tr -d '"')"

rm -rf "$package/native"
cargo run --quiet -p pediafor-grading-wasm --example glue -- "$module" "$package/native"
cp adapters/grading-wasm/npm/* adapters/grading-wasm/README.md LICENSE "$package"
echo "$package"
