#!/usr/bin/env bash
# Software: @tensorflow/tfjs 4.22.0, backend cpu.
# Expected: Algorithm 1 of Zeiler (2012, arXiv:1212.5701), which PyTorch's page on Adadelta repeats: the squared
# gradient joins its average before the step is taken, so that a first step is about sqrt(epsilon / (1 - rho)) long.
# Seen: the averages of the step before are used; at first both are 0, so that the first step is the gradient itself.
# On w^2 from 1 at rate 1 the weight jumps between -1 and 1 for all of the thousand steps that are tried.
# Output:
#   step 1: TensorFlow.js -1, Algorithm 1 0.9986
#   step 2: TensorFlow.js 1, Algorithm 1 0.9972
#   step 3: TensorFlow.js -1, Algorithm 1 0.9957
#   step 1000: TensorFlow.js 1, Algorithm 1 0.0016
#   step 1001: TensorFlow.js -1, Algorithm 1 0.0015
# Who meets it: whoever carries the usual rate of 1 over from another framework.
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

const w = tf.variable(tf.scalar(1));
const optimizer = tf.train.adadelta(1, 0.95, 1e-7);
let [v, squares, updates] = [1, 0, 0];
for (let step = 1; step <= 1001; step++) {
  optimizer.minimize(() => w.square());
  const gradient = 2 * v;
  squares = 0.95 * squares + 0.05 * gradient ** 2;
  const update = Math.sqrt((updates + 1e-7) / (squares + 1e-7)) * gradient;
  updates = 0.95 * updates + 0.05 * update ** 2;
  v -= update;
  if (step <= 3 || step > 999) console.log(`step ${step}: TensorFlow.js ${w.dataSync()[0]}, Algorithm 1 ${v.toFixed(4)}`);
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
step 1: TensorFlow.js -1, Algorithm 1 0.9986
step 2: TensorFlow.js 1, Algorithm 1 0.9972
step 3: TensorFlow.js -1, Algorithm 1 0.9957
step 1000: TensorFlow.js 1, Algorithm 1 0.0016
step 1001: TensorFlow.js -1, Algorithm 1 0.0015
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: Adadelta takes other steps; it was:\n%s\n' "$expected" >&2
  exit 1
fi
