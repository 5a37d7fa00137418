#!/usr/bin/env bash
# Software: @tensorflow/tfjs 4.22.0, backend cpu.
# Expected: 0, as for tf.floor(tf.div(a, b)): the page of tf.floorDiv says that the result is rounded down, so it is
# constant but for its jumps.
# Seen: the gradient of the division without rounding, 1/3 and -5/9 at 5 and 3, though the result is the whole number
# 1.
# Output:
#   floor(a / b): value 1, gradients 0 and 0
#   floorDiv(a, b): value 1, gradients 0.3333 and -0.5556
# Who meets it: code that wraps positions, bins or phases with floorDiv inside a loss and trusts it to be constant.
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

const a = tf.scalar(5);
const b = tf.scalar(3);
const ways = { 'floor(a / b)': (x, y) => tf.floor(tf.div(x, y)), 'floorDiv(a, b)': (x, y) => tf.floorDiv(x, y) };
for (const [text, f] of Object.entries(ways)) {
  const gradients = tf.grads(f)([a, b]).map((gradient) => Number(gradient.dataSync()[0].toFixed(4)) + 0);
  console.log(`${text}: value ${f(a, b).dataSync()[0]}, gradients ${gradients.join(' and ')}`);
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
floor(a / b): value 1, gradients 0 and 0
floorDiv(a, b): value 1, gradients 0.3333 and -0.5556
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: floorDiv has another gradient; it was:\n%s\n' "$expected" >&2
  exit 1
fi
