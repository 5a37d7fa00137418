#!/usr/bin/env bash
# Software: @jax-js/jax 0.1.25, device cpu.
# Expected: a sentence that says that a value of one trace was used in another; JAX has a page for it
# (jax.errors.UnexpectedTracerError).
# Seen: 'Different traces at same level: ' and then the source text of a class, thousands of characters long.
# Output:
#   Error: Different traces at same level: class extends Trace {
#   longer than 1,000 characters: true
# Who meets it: whoever keeps an intermediate value in a variable outside the differentiated function and uses it
# later, a common slip.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --no-audit --no-fund --loglevel=error @jax-js/jax@0.1.25 >&2 || {
  echo "could not install, so nothing can be said" >&2
  exit 2
}

cat >try.mjs <<'EOF'
import { defaultDevice, grad, init, numpy as np } from '@jax-js/jax';
await init('cpu', 'wasm');
defaultDevice('cpu');

let kept;
grad((x) => {
  kept = x.ref.mul(2);
  return x.sum();
})(np.array([1, 2]));
try {
  grad((x) => kept.mul(x).sum())(np.array([3, 4]));
  console.log('no error');
} catch (error) {
  console.log(`${error.name}: ${error.message.split('\n')[0]}`);
  console.log(`longer than 1,000 characters: ${error.message.length > 1000}`);
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
Error: Different traces at same level: class extends Trace {
longer than 1,000 characters: true
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: the message about different traces is another; it was:\n%s\n' "$expected" >&2
  exit 1
fi
