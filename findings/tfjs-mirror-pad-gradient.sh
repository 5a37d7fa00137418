#!/usr/bin/env bash
# Software: @tensorflow/tfjs 4.22.0, backend cpu.
# Expected: 1 3 1: the result is 2 1 2 3 2, as the page of tf.mirrorPad says, and the middle entry stands in it three
# times.
# Seen: 1 1 1, without an error: the copies in the margins are left out of the gradient.
# Output:
#   reflect: 2 1 2 3 2
#     slopes of the sum: 1 3 1
#     gradient: 1 1 1
#   symmetric: 1 1 2 3 3
#     slopes of the sum: 2 1 2
#     gradient: 1 1 1
# Who meets it: convolutional networks with reflecting borders: pixels near a border lose the part of their gradient
# that comes through the margin.
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

const x = tf.tensor1d([1, 2, 3]);
for (const mode of ['reflect', 'symmetric']) {
  const pad = (y) => tf.mirrorPad(y, [[1, 1]], mode);
  console.log(`${mode}: ${pad(x).dataSync().join(' ')}`);
  console.log(`  slopes of the sum: ${slopes(pad, x)}`);
  console.log(`  gradient: ${tf.grad(pad)(x).dataSync().join(' ')}`);
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
reflect: 2 1 2 3 2
  slopes of the sum: 1 3 1
  gradient: 1 1 1
symmetric: 1 1 2 3 3
  slopes of the sum: 2 1 2
  gradient: 1 1 1
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: the gradient of mirrorPad is no longer all ones; it was:\n%s\n' "$expected" >&2
  exit 1
fi
