#!/usr/bin/env bash
# Software: @jax-js/jax 0.1.25, device cpu.
# Expected: 3: the package calls itself compatible with JAX and NumPy, and NumPy 2.4.6 counts the true entries.
# Seen: true: sum is a logical or and prod a logical and. mean and cumsum of the same array count.
# Output:
#   sum: true (bool)
#   mean: 0.75 (float32)
#   cumsum: 1,2,3,3 (uint32)
#   countNonzero: 3 (int32)
# Who meets it: counting right answers as np.sum(np.equal(a, b)): the count is true, and true is 1 in arithmetic.
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

const hits = () => np.equal(np.array([1, 2, 3, 4]), np.array([1, 2, 3, 9]));
for (const name of ['sum', 'mean', 'cumsum', 'countNonzero']) {
  const result = np[name](hits());
  const dtype = result.dtype;
  console.log(`${name}: ${result.js()} (${dtype})`);
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
sum: true (bool)
mean: 0.75 (float32)
cumsum: 1,2,3,3 (uint32)
countNonzero: 3 (int32)
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: the sum of truth values is another; it was:\n%s\n' "$expected" >&2
  exit 1
fi
