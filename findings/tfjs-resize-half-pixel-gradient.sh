#!/usr/bin/env bash
# Software: @tensorflow/tfjs 4.22.0, backend cpu.
# Expected: a gradient that follows halfPixelCenters, as the result does: nearest takes the middle one of three
# pixels, bilinear the mean of four.
# Seen: the gradient ignores halfPixelCenters and, without an error, goes to the first pixel alone.
# Output:
#   nearest: 0 1 2 becomes 1
#     slopes: 0 1 0
#     gradient: 1 0 0
#   bilinear: 0 1 2 3 becomes 1.5
#     slopes: 0.25 0.25 0.25 0.25
#     gradient: 1 0 0 0
# Who meets it: segmentation and upsampling models that resize with half-pixel centres, the convention of TensorFlow 2
# and PyTorch.
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

const shrink = {
  nearest: [(y) => tf.image.resizeNearestNeighbor(y, [1, 1], false, true), tf.tensor3d([0, 1, 2], [1, 3, 1])],
  bilinear: [(y) => tf.image.resizeBilinear(y, [1, 1], false, true), tf.tensor3d([0, 1, 2, 3], [2, 2, 1])],
};
for (const [name, [resize, x]] of Object.entries(shrink)) {
  console.log(`${name}: ${x.dataSync().join(' ')} becomes ${resize(x).dataSync().join(' ')}`);
  console.log(`  slopes: ${slopes(resize, x)}`);
  console.log(`  gradient: ${tf.grad(resize)(x).dataSync().join(' ')}`);
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
nearest: 0 1 2 becomes 1
  slopes: 0 1 0
  gradient: 1 0 0
bilinear: 0 1 2 3 becomes 1.5
  slopes: 0.25 0.25 0.25 0.25
  gradient: 1 0 0 0
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: the gradient of a resize with half-pixel centres is another; it was:\n%s\n' "$expected" >&2
  exit 1
fi
