#!/usr/bin/env bash
# Software: @tensorflow/tfjs 4.22.0, backend cpu.
# Expected: the last axis, as tf.sum(x, -1) and tf.argMax(x, -1) have it, or an error.
# Seen: neither: a tensor without entries whose shape has an undefined length; tf.cumprod does the same.
# Output:
#   sum: 6 15
#   cumsum along axis 1: 1 3 6 4 9 15
#   cumsum along axis -1: shape [undefined,2], size NaN, 0 entries
#   cumprod along axis -1: shape [undefined,2], size NaN, 0 entries
# Who meets it: code that counts axes from the end, as it may for the other reductions.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --no-audit --no-fund --loglevel=error @tensorflow/tfjs@4.22.0 >&2 || {
  echo "could not install, so nothing can be said" >&2
  exit 2
}

cat >try.mjs <<'EOF'
import * as tf from '@tensorflow/tfjs';
await tf.setBackend('cpu');

const x = tf.tensor2d([[1, 2, 3], [4, 5, 6]]);
console.log(`sum: ${tf.sum(x, -1).dataSync().join(' ')}`);
console.log(`cumsum along axis 1: ${tf.cumsum(x, 1).dataSync().join(' ')}`);
for (const name of ['cumsum', 'cumprod']) {
  const result = tf[name](x, -1);
  console.log(`${name} along axis -1: shape [${result.shape.map(String)}], size ${result.size}, ${result.dataSync().length} entries`);
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
sum: 6 15
cumsum along axis 1: 1 3 6 4 9 15
cumsum along axis -1: shape [undefined,2], size NaN, 0 entries
cumprod along axis -1: shape [undefined,2], size NaN, 0 entries
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: a negative axis is taken or refused; it was:\n%s\n' "$expected" >&2
  exit 1
fi
