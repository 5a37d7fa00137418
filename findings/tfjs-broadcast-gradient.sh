#!/usr/bin/env bash
# Software: @tensorflow/tfjs 4.22.0, backend cpu.
# Expected: a gradient: the page of tf.squaredDifference says that it supports broadcasting and shows it against a
# scalar, and tf.matMul takes a batch with one matrix for all.
# Seen: both have values; their gradients for the operand that was broadcast are not summed, and throw
# (tensorflow/tfjs issue 8721 has the case of matMul). The same written with tf.sub and tf.square works.
# Output:
#   values: 0 1 4; shape 2,4,2
#   square of sub: -6
#   squaredDifference: Error in gradient for op SquaredDifference. The gradient of input 'b' has shape '3', which does not match the shape of the input ''
#   matMul: Error in gradient for op BatchMatMul. The gradient of input 'b' has shape '2,3,2', which does not match the shape of the input '3,2'
# Who meets it: a squared distance to a learned scalar or centre; one weight matrix for a batch of sequences.
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

const centre = tf.scalar(1);
const weights = tf.ones([3, 2]);
const calls = {
  'square of sub': () => tf.grad((c) => tf.sub([1, 2, 3], c).square())(centre),
  squaredDifference: () => tf.grad((c) => tf.squaredDifference([1, 2, 3], c))(centre),
  matMul: () => tf.grad((w) => tf.matMul(tf.ones([2, 4, 3]), w))(weights),
};
console.log(`values: ${tf.squaredDifference([1, 2, 3], centre).dataSync().join(' ')}; shape ${tf.matMul(tf.ones([2, 4, 3]), weights).shape}`);
for (const [name, call] of Object.entries(calls)) {
  try {
    console.log(`${name}: ${call().dataSync().join(' ')}`);
  } catch (error) {
    console.log(`${name}: ${error.message}`);
  }
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
values: 0 1 4; shape 2,4,2
square of sub: -6
squaredDifference: Error in gradient for op SquaredDifference. The gradient of input 'b' has shape '3', which does not match the shape of the input ''
matMul: Error in gradient for op BatchMatMul. The gradient of input 'b' has shape '2,3,2', which does not match the shape of the input '3,2'
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: broadcast operands of squaredDifference or matMul have another gradient or message; it was:\n%s\n' "$expected" >&2
  exit 1
fi
