#!/usr/bin/env bash
# Software: @tensorflow/tfjs 4.22.0, backend cpu.
# Expected: a copy: the page of tf.Tensor calls tensors immutable, and dataSync is described as a download of the
# values.
# Seen: the array is the tensor's own memory: writing to it changes the tensor and its clones. tf.tensor1d(array)
# keeps the caller's Float32Array likewise.
# Output:
#   clone after writing to x.dataSync(): 9 2
#   tensor after writing to its source: 9 2
# Who meets it: code that normalises or sorts in place what dataSync gave, or fills one buffer again and again for new
# tensors, tested on cpu.
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
const copy = x.clone();
x.dataSync()[0] = 9;
console.log(`clone after writing to x.dataSync(): ${copy.dataSync().join(' ')}`);
const buffer = new Float32Array([1, 2]);
const y = tf.tensor1d(buffer);
buffer[0] = 9;
console.log(`tensor after writing to its source: ${y.dataSync().join(' ')}`);
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
clone after writing to x.dataSync(): 9 2
tensor after writing to its source: 9 2
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: tensors no longer share memory with arrays outside; it was:\n%s\n' "$expected" >&2
  exit 1
fi
