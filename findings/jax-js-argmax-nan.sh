#!/usr/bin/env bash
# Software: @jax-js/jax 0.1.25, device cpu.
# Expected: an index of the array. NumPy 2.4.6 gives 1, the place of the NaN; the package has nanargmax for those who
# want NaNs left out.
# Seen: 3 for an array of three entries, without an error: no entry equals the maximum, NaN, and the search ends
# behind the last.
# Output:
#   argmax: 3
#   argmin: 3
#   nanargmax: 2
# Who meets it: picking the best of several losses or scores of which one is NaN; the index is out of range.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --no-audit --no-fund --loglevel=error @jax-js/jax@0.1.25 >&2 || {
  echo "could not install, so nothing can be said" >&2
  exit 2
}

cat >try.mjs <<'EOF'
import { defaultDevice, init, numpy as np } from '@jax-js/jax';
await init('cpu', 'wasm');
defaultDevice('cpu');

console.log(`argmax: ${np.argmax(np.array([1, NaN, 2])).js()}`);
console.log(`argmin: ${np.argmin(np.array([1, NaN, 2])).js()}`);
console.log(`nanargmax: ${np.nanargmax(np.array([1, NaN, 2])).js()}`);
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
argmax: 3
argmin: 3
nanargmax: 2
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: argmax of an array with NaN gives another index; it was:\n%s\n' "$expected" >&2
  exit 1
fi
