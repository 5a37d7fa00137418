#!/usr/bin/env bash
# Software: @tensorflow/tfjs 4.22.0, backend cpu.
# Expected: a gradient of the shape of the image, whatever its sides: the page of tf.image.resizeBilinear asks for no
# square.
# Seen: height and width are exchanged in the gradient of the cpu backend, so only squares work; resizeNearestNeighbor
# takes both.
# Output:
#   resizeNearestNeighbor of 2,2,1: a gradient of shape 2,2,1
#   resizeBilinear of 2,2,1: a gradient of shape 2,2,1
#   resizeNearestNeighbor of 2,3,1: a gradient of shape 2,3,1
#   resizeBilinear of 2,3,1: Error in gradient for op ResizeBilinear. The gradient of input 'images' has shape '1,3,2,1', which does not match the shape of the input '1,2,3,1'
# Who meets it: whoever trains through a bilinear resize of images that are not square, in Node or in tests, where cpu
# is the backend.
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

for (const shape of [[2, 2, 1], [2, 3, 1]]) {
  for (const name of ['resizeNearestNeighbor', 'resizeBilinear']) {
    try {
      const gradient = tf.grad((x) => tf.image[name](x, [4, 6]))(tf.ones(shape));
      console.log(`${name} of ${shape}: a gradient of shape ${gradient.shape}`);
    } catch (error) {
      console.log(`${name} of ${shape}: ${error.message}`);
    }
  }
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
resizeNearestNeighbor of 2,2,1: a gradient of shape 2,2,1
resizeBilinear of 2,2,1: a gradient of shape 2,2,1
resizeNearestNeighbor of 2,3,1: a gradient of shape 2,3,1
resizeBilinear of 2,3,1: Error in gradient for op ResizeBilinear. The gradient of input 'images' has shape '1,3,2,1', which does not match the shape of the input '1,2,3,1'
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: the bilinear resize of a rectangle has another gradient or message; it was:\n%s\n' "$expected" >&2
  exit 1
fi
