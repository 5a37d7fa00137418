#!/usr/bin/env bash
# Software: @tensorflow/tfjs 4.22.0, backend cpu.
# Expected: 0, the only choice that treats both sides alike and what PyTorch gives (its issue 2421 says so);
# tf.sign(0), the textbook factor of this gradient, is 0 here too.
# Seen: -1, so that gradient descent on |w| moves a weight away from its minimum at 0.
# Output:
#   sign(0): 0
#   gradient of |w| at 0: -1
#   gradient of an l1 penalty of 0.5 at 0: -0.5
#   w after a step of 0.25 from 0: 0.25
# Who meets it: L1 penalties (tf.regularizers.l1 uses tf.abs) on weights that start at zero, such as biases, and
# absolute differences that are met exactly.
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

const w = tf.variable(tf.scalar(0));
console.log(`sign(0): ${tf.sign(w).dataSync()[0]}`);
console.log(`gradient of |w| at 0: ${tf.grad(tf.abs)(w).dataSync()[0]}`);
console.log(`gradient of an l1 penalty of 0.5 at 0: ${tf.grad((x) => tf.regularizers.l1({ l1: 0.5 }).apply(x))(w).dataSync()[0]}`);
tf.train.sgd(0.25).minimize(() => w.abs());
console.log(`w after a step of 0.25 from 0: ${w.dataSync()[0]}`);
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
sign(0): 0
gradient of |w| at 0: -1
gradient of an l1 penalty of 0.5 at 0: -0.5
w after a step of 0.25 from 0: 0.25
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: the gradient of abs at zero is no longer -1; it was:\n%s\n' "$expected" >&2
  exit 1
fi
