#!/usr/bin/env bash
# Software: mathjs 15.2.0.
# Expected: 1/12 = 0.0833 at -8: cbrt(-8) and nthRoot(-8, 3) are -2 here, the real root, and finite differences of
# them agree.
# Seen: a complex number: the derivative is written with x ^ (-2 / 3), which takes another branch than the function
# itself.
# Output:
#   cbrt(x) at -8: -2, slope 0.0833, derivative x ^ (-2 / 3) / 3 = -0.04167 - 0.07217i
#   nthRoot(x, 3) at -8: -2, slope 0.0833, derivative x ^ (-2 / 3) / 3 = -0.04167 - 0.07217i
# Who meets it: Newton steps and plots of tangents for roots of negative numbers.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --no-audit --no-fund --loglevel=error mathjs@15.2.0 >&2 || {
  echo "could not install, so nothing can be said" >&2
  exit 2
}

cat >try.mjs <<'EOF'
import { derivative, evaluate } from 'mathjs';
for (const text of ['cbrt(x)', 'nthRoot(x, 3)']) {
  const f = (x) => evaluate(text, { x });
  const slope = (f(-8 + 1e-4) - f(-8 - 1e-4)) / 2e-4;
  const symbolic = derivative(text, 'x');
  console.log(`${text} at -8: ${f(-8)}, slope ${slope.toFixed(4)}, derivative ${symbolic} = ${symbolic.evaluate({ x: -8 }).format(4)}`);
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
cbrt(x) at -8: -2, slope 0.0833, derivative x ^ (-2 / 3) / 3 = -0.04167 - 0.07217i
nthRoot(x, 3) at -8: -2, slope 0.0833, derivative x ^ (-2 / 3) / 3 = -0.04167 - 0.07217i
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: the derivative of a root at a negative number is another; it was:\n%s\n' "$expected" >&2
  exit 1
fi
