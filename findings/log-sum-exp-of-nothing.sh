#!/usr/bin/env bash
# Software: @tensorflow/tfjs 4.22.0 (backend cpu) and @jax-js/jax 0.1.25 (device cpu).
# Expected: -Infinity: both describe log(sum(exp(x))), and the sum is 0. NumPy 2.4.6 has numpy.logaddexp(-inf, -inf) =
# -inf.
# Seen: NaN in both: the maximum, -Infinity, is subtracted from itself.
# Output:
#   log(exp(x) + exp(x)): -Infinity
#   tf.logSumExp: NaN
#   nn.logsumexp: NaN
#   np.logaddexp: NaN
# Who meets it: masked attention and sequence likelihoods (CTC, hidden Markov models), where -Infinity stands for an
# impossible state.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --no-audit --no-fund --loglevel=error @tensorflow/tfjs@4.22.0 @jax-js/jax@0.1.25 >&2 || {
  echo "could not install, so nothing can be said" >&2
  exit 2
}

cat >try.mjs <<'EOF'
import * as tf from '@tensorflow/tfjs';
import { defaultDevice, init, nn, numpy as np } from '@jax-js/jax';
await tf.setBackend('cpu');
await init('cpu');
defaultDevice('cpu');
const x = [-Infinity, -Infinity];
console.log(`log(exp(x) + exp(x)): ${Math.log(Math.exp(x[0]) + Math.exp(x[1]))}`);
console.log(`tf.logSumExp: ${tf.logSumExp(tf.tensor1d(x)).dataSync()[0]}`);
console.log(`nn.logsumexp: ${nn.logsumexp(np.array(x)).js()}`);
console.log(`np.logaddexp: ${np.logaddexp(np.array(x[0]), np.array(x[1])).js()}`);
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
log(exp(x) + exp(x)): -Infinity
tf.logSumExp: NaN
nn.logsumexp: NaN
np.logaddexp: NaN
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: the log-sum-exp of -Infinity alone is no longer NaN everywhere; it was:\n%s\n' "$expected" >&2
  exit 1
fi
