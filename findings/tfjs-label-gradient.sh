#!/usr/bin/env bash
# Software: @tensorflow/tfjs 4.22.0, backend cpu.
# Expected: -log softmax(logits), which is ln 2 = 0.6931 for both labels here: the loss is linear in its labels.
# TensorFlow's page on tf.nn.softmax_cross_entropy_with_logits says that gradients reach the labels too.
# Seen: labels - softmax(logits), the gradient of the logits with its sign turned, -0.3 and 0.3, without an error.
# Output:
#   written out: loss 0.6931, labels 0.6931 0.6931, logits 0.3000 -0.3000
#   softmaxCrossEntropy: loss 0.6931, labels -0.3000 0.3000, logits 0.3000 -0.3000
# Who meets it: distillation, learned or smoothed targets, and entropies written as a cross entropy of a distribution
# with itself.
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

const labels = tf.tensor2d([[0.2, 0.8]]);
const logits = tf.zeros([1, 2]);
const ways = {
  'written out': (p, z) => tf.logSoftmax(z).mul(p).sum().neg(),
  softmaxCrossEntropy: (p, z) => tf.losses.softmaxCrossEntropy(p, z),
};
for (const [name, loss] of Object.entries(ways)) {
  const [p, z] = tf.grads(loss)([labels, logits]).map((g) => [...g.dataSync()].map((x) => x.toFixed(4)).join(' '));
  console.log(`${name}: loss ${loss(labels, logits).dataSync()[0].toFixed(4)}, labels ${p}, logits ${z}`);
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
written out: loss 0.6931, labels 0.6931 0.6931, logits 0.3000 -0.3000
softmaxCrossEntropy: loss 0.6931, labels -0.3000 0.3000, logits 0.3000 -0.3000
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: the gradient of the cross entropy for its labels is another; it was:\n%s\n' "$expected" >&2
  exit 1
fi
