#!/usr/bin/env bash
# Software: @jax-js/jax 0.1.25, device cpu.
# Expected: 0 for sigmoid at -100 and 1 for softplus and elu at 100, to four digits; the package describes sigmoid as
# 1 / (1 + exp(-x)), whose slope never exceeds 1/4.
# Seen: NaN, though the values of sigmoid and elu are right (that of softplus is infinite): exp overflows from about
# 89 on. numpy.logaddexp(x, 0), the same function as softplus, has value and gradient.
# Output:
#   at -100,0,100:
#   sigmoid: values 0, 0.5, 1; gradients NaN, 0.25, 0
#   softplus: values 0, 0.6931, Infinity; gradients 0, 0.5, NaN
#   logaddexp with 0: values 0, 0.6931, 100; gradients 0, 0.5, 1
#   elu: values -1, 0, 100; gradients 0, 1, NaN
# Who meets it: any network whose logits grow past 89 for one example: one NaN spoils all weights.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --no-audit --no-fund --loglevel=error @jax-js/jax@0.1.25 >&2 || {
  echo "could not install, so nothing can be said" >&2
  exit 2
}

cat >try.mjs <<'EOF'
import { defaultDevice, grad, init, nn, numpy as np } from '@jax-js/jax';
await init('cpu', 'wasm');
defaultDevice('cpu');

const x = [-100, 0, 100];
const functions = {
  sigmoid: nn.sigmoid,
  softplus: nn.softplus,
  'logaddexp with 0': (v) => np.logaddexp(v, 0),
  elu: nn.elu,
};
console.log(`at ${x}:`);
for (const [name, f] of Object.entries(functions)) {
  const value = f(np.array(x)).js();
  const gradient = grad((v) => f(v).sum())(np.array(x)).js();
  const round = (numbers) => numbers.map((number) => Number(number.toFixed(4))).join(', ');
  console.log(`${name}: values ${round(value)}; gradients ${round(gradient)}`);
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
at -100,0,100:
sigmoid: values 0, 0.5, 1; gradients NaN, 0.25, 0
softplus: values 0, 0.6931, Infinity; gradients 0, 0.5, NaN
logaddexp with 0: values 0, 0.6931, 100; gradients 0, 0.5, 1
elu: values -1, 0, 100; gradients 0, 1, NaN
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: the gradient of a saturated activation is no longer NaN; it was:\n%s\n' "$expected" >&2
  exit 1
fi
