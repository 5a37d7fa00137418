#!/usr/bin/env bash
# Software: @tensorflow/tfjs 4.22.0, backend cpu.
# Expected: shares that sum to 1: PyTorch's page on torch.amax says that equal values share the gradient evenly. A
# step along (1, 1, 0) raises max(1, 1, 0) once.
# Seen: every tied entry gets the whole gradient, so the gradient promises a rise of 2 along (1, 1, 0); it is not even
# a subgradient. tf.maxPool gives it to one entry only.
# Output:
#   gradient of max: 1 1 0
#   gradient of min: 1 1 0
#   rise of max along (1, 1, 0): 1
#   gradient of max of 1,000 zeros, summed: 1000
#   gradient of maxPool: 1 0 0 0
# Who meets it: maxima over quantised, clipped or rectified values (many zeros), where ties are the rule; the gradient
# grows with the number of ties.
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

const x = tf.tensor1d([1, 1, 0]);
console.log(`gradient of max: ${tf.grad((y) => tf.max(y))(x).dataSync().join(' ')}`);
console.log(`gradient of min: ${tf.grad((y) => tf.min(y))(tf.neg(x)).dataSync().join(' ')}`);
console.log(`rise of max along (1, 1, 0): ${tf.max(x.add([1, 1, 0])).sub(tf.max(x)).dataSync()[0]}`);
console.log(`gradient of max of 1,000 zeros, summed: ${tf.grad((y) => tf.max(y))(tf.zeros([1000])).sum().dataSync()[0]}`);
const pooled = tf.grad((y) => tf.maxPool(y, 2, 2, 'valid'))(tf.ones([2, 2, 1]));
console.log(`gradient of maxPool: ${pooled.dataSync().join(' ')}`);
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
gradient of max: 1 1 0
gradient of min: 1 1 0
rise of max along (1, 1, 0): 1
gradient of max of 1,000 zeros, summed: 1000
gradient of maxPool: 1 0 0 0
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: tied entries no longer get the whole gradient each; it was:\n%s\n' "$expected" >&2
  exit 1
fi
