#!/usr/bin/env bash
# Software: numeric 1.2.6.
# Expected: 5000, the slope of the square root at 1e-8, or an error: numeric.gradient has one for steps that do not
# settle ('Numerical gradient fails').
# Seen: 7071, 41 % too much, without an error: the step is as long as the number itself, and a step that short is
# taken without looking whether the slopes on both sides agree. At 1e-4 it is right.
# Output:
#   slope of sqrt at 1e-8: found 7071.07, right 5000.00
#   slope of sqrt at 0.0001: found 50.00, right 50.00
# Who meets it: fits whose parameters come close to the edge of a domain, such as variances and concentrations.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --no-audit --no-fund --loglevel=error numeric@1.2.6 >&2 || {
  echo "could not install, so nothing can be said" >&2
  exit 2
}

cat >try.mjs <<'EOF'
import numeric from 'numeric';
for (const x of [1e-8, 1e-4]) {
  const found = numeric.gradient((v) => Math.sqrt(v[0]), [x])[0];
  console.log(`slope of sqrt at ${x}: found ${found.toFixed(2)}, right ${(0.5 / Math.sqrt(x)).toFixed(2)}`);
}
EOF
seen=$(node try.mjs) || {
  echo "changed: the program no longer runs to its end" >&2
  exit 1
}
echo "$seen"

expected=$(cat <<'EOF'
slope of sqrt at 1e-8: found 7071.07, right 5000.00
slope of sqrt at 0.0001: found 50.00, right 50.00
EOF
)
if [ "$seen" != "$expected" ]; then
  printf 'changed: the gradient near the edge of the domain is another; it was:\n%s\n' "$expected" >&2
  exit 1
fi
