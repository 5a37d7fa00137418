#!/usr/bin/env bash
# Software: @tensorflow/tfjs 4.22.0, backend cpu.
# Expected: 0.25 0.75 0.75 2.25, the slopes. With 'same' padding a window at the border is divided by the number of
# entries in it; four means of ones are four ones.
# Seen: 0.25 0.5 0.5 1, without an error: the gradient divides by the size of the whole window everywhere.
# tf.avgPool3d has the same.
# Output:
#   means: 1 1 1 1
#   slopes of their sum: 0.25 0.75 0.75 2.25
#   gradient: 0.25 0.5 0.5 1
# Who meets it: convolutional networks with average pooling and padding 'same': what flows back from a window at a
# border is too small.
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

// The function is linear, so that a step of one in an entry gives its slope without an error.
function slopes(f, x) {
  const at = (y) => f(y).sum().dataSync()[0];
  const units = tf.unstack(tf.eye(x.size)).map((unit) => unit.reshape(x.shape));
  return units.map((unit) => at(x.add(unit)) - at(x)).join(' ');
}

const x = tf.ones([2, 2, 1]);
const pool = (y) => tf.avgPool(y, 2, 1, 'same');
console.log(`means: ${pool(x).dataSync().join(' ')}`);
console.log(`slopes of their sum: ${slopes(pool, x)}`);
console.log(`gradient: ${tf.grad(pool)(x).dataSync().join(' ')}`);
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
means: 1 1 1 1
slopes of their sum: 0.25 0.75 0.75 2.25
gradient: 0.25 0.5 0.5 1
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: the gradient of avgPool with same padding is another; it was:\n%s\n' "$expected" >&2
  exit 1
fi
