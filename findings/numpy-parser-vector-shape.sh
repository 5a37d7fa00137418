#!/usr/bin/env bash
# Software: numpy-parser 1.2.3.
# Expected: the shape [3]: the header of the file says (3,), which NumPy's description of the format
# (numpy.lib.format) defines as the shape of the array, a vector of one dimension.
# Seen: [3, 1], a matrix of one column: the comma of the tuple is filled with a 1.
# Output:
#   shape (3,) is read as [3,1] with 3 entries
#   shape (1, 3) is read as [1,3] with 3 entries
# Who meets it: loading saved losses, times or biases: a vector then broadcasts against rows instead of entries.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --no-audit --no-fund --loglevel=error numpy-parser@1.2.3 >&2 || {
  echo "could not install, so nothing can be said" >&2
  exit 2
}

cat >try.mjs <<'EOF'
import parser from 'numpy-parser';
function file(shape, values) {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }`;
  const header = text.padEnd(128 - 10 - 1) + '\n';
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  const bytes = Buffer.concat([start, Buffer.from(header, 'latin1'), Buffer.from(new Float32Array(values).buffer)]);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
}
console.warn = () => {};
for (const [shape, values] of [['3,', [1, 2, 3]], ['1, 3', [1, 2, 3]]]) {
  const read = parser.fromArrayBuffer(file(shape, values));
  console.log(`shape (${shape}) is read as [${read.shape}] with ${read.data.length} entries`);
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
shape (3,) is read as [3,1] with 3 entries
shape (1, 3) is read as [1,3] with 3 entries
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: a vector is read with another shape; it was:\n%s\n' "$expected" >&2
  exit 1
fi
