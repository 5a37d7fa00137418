#!/usr/bin/env bash
# Software: @tensorflow/tfjs 4.22.0, backend cpu.
# Expected: every use of a disposed tensor says so, as x.add(1) and x.dataSync() do: 'Tensor is disposed.'
# Seen: the same addition written tf.add(x, 1) fails inside the engine with a message about 'backend'; so do
# tf.matMul, tf.sum, tf.reshape and x as a second operand.
# Output:
#   x.add(1): Error: Tensor is disposed.
#   tf.add(x, 1): TypeError: Cannot read properties of undefined (reading 'backend')
#   tf.ones([2]).add(x): TypeError: Cannot read properties of undefined (reading 'backend')
#   tf.sum(x): TypeError: Cannot read properties of undefined (reading 'backend')
# Who meets it: everyone who disposes a tensor too early: the message names neither the tensor nor the mistake, and
# depends on how the call is spelt.
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

const x = tf.tensor1d([1, 2]);
x.dispose();
const calls = {
  'x.add(1)': () => x.add(1),
  'tf.add(x, 1)': () => tf.add(x, 1),
  'tf.ones([2]).add(x)': () => tf.ones([2]).add(x),
  'tf.sum(x)': () => tf.sum(x),
};
for (const [text, call] of Object.entries(calls)) {
  try {
    call();
    console.log(`${text}: no error`);
  } catch (error) {
    console.log(`${text}: ${error.name}: ${error.message}`);
  }
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
x.add(1): Error: Tensor is disposed.
tf.add(x, 1): TypeError: Cannot read properties of undefined (reading 'backend')
tf.ones([2]).add(x): TypeError: Cannot read properties of undefined (reading 'backend')
tf.sum(x): TypeError: Cannot read properties of undefined (reading 'backend')
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: a disposed tensor is reported otherwise than with a message about backend; it was:\n%s\n' "$expected" >&2
  exit 1
fi
