#!/usr/bin/env bash
# Software: @tensorflow/tfjs 4.22.0, backend cpu.
# Expected: a gradient: offset and scale of tf.batchNorm are optional, and the value is there without them.
# Seen: the value is right, but its gradient throws a TypeError from inside unless both are given, be it zeros and
# ones.
# Output:
#   with both: value 1 1
#     gradient 1 1
#   without offset: value 1 1
#     TypeError: Cannot read properties of undefined (reading 'id')
#   without scale: value 1 1
#     TypeError: Cannot read properties of undefined (reading 'dataId')
# Who meets it: normalisation without a learned scale and offset in a model that is trained.
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

const [zeros, ones] = [tf.zeros([2]), tf.ones([2])];
const x = tf.ones([1, 2]);
const calls = { 'with both': [zeros, ones], 'without offset': [undefined, ones], 'without scale': [zeros, undefined] };
for (const [text, [offset, scale]] of Object.entries(calls)) {
  const normalise = (y) => tf.batchNorm(y, zeros, ones, offset, scale, 0);
  console.log(`${text}: value ${normalise(x).dataSync().join(' ')}`);
  try {
    console.log(`  gradient ${tf.grad(normalise)(x).dataSync().join(' ')}`);
  } catch (error) {
    console.log(`  ${error.name}: ${error.message}`);
  }
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
with both: value 1 1
  gradient 1 1
without offset: value 1 1
  TypeError: Cannot read properties of undefined (reading 'id')
without scale: value 1 1
  TypeError: Cannot read properties of undefined (reading 'dataId')
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: batchNorm without scale or offset has another gradient or message; it was:\n%s\n' "$expected" >&2
  exit 1
fi
