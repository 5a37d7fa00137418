#!/usr/bin/env bash
# Software: @tensorflow/tfjs 4.22.0, backend cpu.
# Expected: the slopes: running sums from below, column by column, of the weights 1 2 / 3 4, which is 4 6 / 3 4.
# Seen: along the first axis, which is the default, the gradient of a square matrix is the transpose of the right one,
# without an error; a matrix that is not square throws. Along the last axis it is right.
# Output:
#   slopes: 4 6 3 4
#   gradient: 4 3 6 4
#   3 by 2: Error in gradient for op Cumsum. The gradient of input 'x' has shape '2,3', which does not match the shape of the input '3,2'
# Who meets it: whoever differentiates running sums over time with time as the first axis.
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

const weights = tf.tensor2d([[1, 2], [3, 4]]);
const run = (x) => tf.cumsum(x, 0).mul(weights);
console.log(`slopes: ${slopes(run, tf.zeros([2, 2]))}`);
console.log(`gradient: ${tf.grad(run)(tf.zeros([2, 2])).dataSync().join(' ')}`);
try {
  console.log(`3 by 2: a gradient of shape ${tf.grad((x) => tf.cumsum(x, 0))(tf.zeros([3, 2])).shape}`);
} catch (error) {
  console.log(`3 by 2: ${error.message}`);
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
slopes: 4 6 3 4
gradient: 4 3 6 4
3 by 2: Error in gradient for op Cumsum. The gradient of input 'x' has shape '2,3', which does not match the shape of the input '3,2'
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: the gradient of cumsum along the first axis is another; it was:\n%s\n' "$expected" >&2
  exit 1
fi
