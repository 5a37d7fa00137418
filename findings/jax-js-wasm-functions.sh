#!/usr/bin/env bash
# Software: @jax-js/jax 0.1.25, device cpu and wasm.
# Expected: the same values on both devices to a few units in the last place, as NumPy's float32 functions have them:
# sin(1e6) = -0.35, sin(1e7) = 0.42, arcsinh(-1e4) = -9.90.
# Seen: on wasm sin is wrong in the second digit at 1e6 and in the first at 1e7, arcsinh(-1e4) is -infinity,
# sinh(1e-6) is 5 % off, and tanh(1e-8) is 0.
# Output:
#   sin(1000000,10000000): wasm is off by more than 3 %: true,true
#   arcsinh(-10000,-20000): wasm is off by more than 3 %: true,true
#   sinh(0.000001,1e-7): wasm is off by more than 3 %: true,true
#   tanh(1e-7,1e-8): wasm is off by more than 3 %: true,true
# Who meets it: positional encodings, phases and long times in float32, and small values through tanh and sinh, on the
# device that is chosen for speed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --no-audit --no-fund --loglevel=error @jax-js/jax@0.1.25 >&2 || {
  echo "could not install, so nothing can be said" >&2
  exit 2
}

cat >try.mjs <<'EOF'
import { defaultDevice, init, numpy as np } from '@jax-js/jax';
await init('cpu', 'wasm');

// Arrays of two different numbers: equal ones are folded into a constant and computed otherwise.
const cases = { sin: [1e6, 1e7], arcsinh: [-1e4, -2e4], sinh: [1e-6, 1e-7], tanh: [1e-7, 1e-8] };
for (const [name, x] of Object.entries(cases)) {
  const [cpu, wasm] = ['cpu', 'wasm'].map((device) => {
    defaultDevice(device);
    return np[name](np.array(x)).js();
  });
  console.error(`${name}(${x}): cpu ${cpu}, wasm ${wasm}`);
  const off = x.map((_, at) => Math.abs(wasm[at] - cpu[at]) / Math.abs(cpu[at]) > 0.03);
  console.log(`${name}(${x}): wasm is off by more than 3 %: ${off}`);
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
sin(1000000,10000000): wasm is off by more than 3 %: true,true
arcsinh(-10000,-20000): wasm is off by more than 3 %: true,true
sinh(0.000001,1e-7): wasm is off by more than 3 %: true,true
tanh(1e-7,1e-8): wasm is off by more than 3 %: true,true
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: a function of the wasm device is as exact as that of the cpu device; it was:\n%s\n' "$expected" >&2
  exit 1
fi
