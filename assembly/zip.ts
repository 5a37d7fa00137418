// y = f(a, b) with broadcasting. The numbers of the operations are the places of their names in `zipNames`.
import { at, lanes, splat } from './lanes';

// @ts-ignore: decorator
@inline function apply<T>(operation: i32, a: v128, b: v128): v128 {
  if (operation == 0) return v128.add<T>(a, b);
  if (operation == 1) return v128.sub<T>(a, b);
  if (operation == 2) return v128.mul<T>(a, b);
  if (operation == 3) return v128.div<T>(a, b);
  if (operation == 5) return v128.max<T>(a, b);
  if (operation == 6) return v128.min<T>(a, b);
  if (operation == 7) return share<T>(a, b);
  if (operation == 8) return v128.mul<T>(a, v128.sub<T>(splat<T>(1), v128.mul<T>(b, b)));
  return v128.mul<T>(v128.mul<T>(a, b), v128.sub<T>(splat<T>(1), b));
}

// 0 where a < b, a half where both are equal, and 1 elsewhere: where a > b, or one of them is NaN.
// @ts-ignore: decorator
@inline function share<T>(a: v128, b: v128): v128 {
  const less = v128.and(v128.lt<T>(a, b), splat<T>(1)), tie = v128.and(v128.eq<T>(a, b), splat<T>(0.5));
  return v128.sub<T>(splat<T>(1), v128.add<T>(less, tie));
}

// One row of y. Strides of 1 and 0 go by vectors, all others and what is left by single numbers, each in all lanes of
// a vector.
// @ts-ignore: decorator
@inline function vectors<T>(operation: i32, n: usize, a: usize, aStep: usize, b: usize, bStep: usize, y: usize): void {
  let i: usize = 0;
  if (aStep == 1 && bStep == 1) {
    for (; i + lanes<T>() <= n; i += lanes<T>()) {
      v128.store(at<T>(y, i), apply<T>(operation, v128.load(at<T>(a, i)), v128.load(at<T>(b, i))));
    }
  } else if (aStep == 1 && bStep == 0) {
    const right = v128.load_splat<T>(b);
    for (; i + lanes<T>() <= n; i += lanes<T>()) {
      v128.store(at<T>(y, i), apply<T>(operation, v128.load(at<T>(a, i)), right));
    }
  } else if (aStep == 0 && bStep == 1) {
    const left = v128.load_splat<T>(a);
    for (; i + lanes<T>() <= n; i += lanes<T>()) {
      v128.store(at<T>(y, i), apply<T>(operation, left, v128.load(at<T>(b, i))));
    }
  }
  for (; i < n; i++) {
    const result = apply<T>(operation, v128.load_splat<T>(at<T>(a, i * aStep)), v128.load_splat<T>(at<T>(b, i * bStep)));
    store<T>(at<T>(y, i), v128.extract_lane<T>(result, 0));
  }
}

function power<T>(n: usize, a: usize, aStep: usize, b: usize, bStep: usize, y: usize): void {
  for (let i: usize = 0; i < n; i++) {
    const base = <f64>load<T>(at<T>(a, i * aStep));
    const exponent = <f64>load<T>(at<T>(b, i * bStep));
    store<T>(at<T>(y, i), <T>NativeMath.pow(base, exponent));
  }
}

export function addRow<T>(n: usize, a: usize, aStep: usize, b: usize, bStep: usize, y: usize): void {
  vectors<T>(0, n, a, aStep, b, bStep, y);
}

export function subtractRow<T>(n: usize, a: usize, aStep: usize, b: usize, bStep: usize, y: usize): void {
  vectors<T>(1, n, a, aStep, b, bStep, y);
}

export function multiplyRow<T>(n: usize, a: usize, aStep: usize, b: usize, bStep: usize, y: usize): void {
  vectors<T>(2, n, a, aStep, b, bStep, y);
}

export function tanhVjpRow<T>(n: usize, g: usize, gStep: usize, y: usize, yStep: usize, x: usize): void {
  vectors<T>(8, n, g, gStep, y, yStep, x);
}

export function sigmoidVjpRow<T>(n: usize, g: usize, gStep: usize, y: usize, yStep: usize, x: usize): void {
  vectors<T>(9, n, g, gStep, y, yStep, x);
}

function row<T>(operation: i32, n: usize, a: usize, aStep: usize, b: usize, bStep: usize, y: usize): void {
  switch (operation) {
    case 0: return addRow<T>(n, a, aStep, b, bStep, y);
    case 1: return subtractRow<T>(n, a, aStep, b, bStep, y);
    case 2: return multiplyRow<T>(n, a, aStep, b, bStep, y);
    case 3: return vectors<T>(3, n, a, aStep, b, bStep, y);
    case 4: return power<T>(n, a, aStep, b, bStep, y);
    case 5: return vectors<T>(5, n, a, aStep, b, bStep, y);
    case 6: return vectors<T>(6, n, a, aStep, b, bStep, y);
    case 7: return vectors<T>(7, n, a, aStep, b, bStep, y);
    case 8: return tanhVjpRow<T>(n, a, aStep, b, bStep, y);
    default: return sigmoidVjpRow<T>(n, a, aStep, b, bStep, y);
  }
}

// @ts-ignore: decorator
@inline function zip<T>(
  operation: i32, d0: usize, d1: usize, d2: usize, d3: usize,
  a: usize, a0: usize, a1: usize, a2: usize, a3: usize,
  b: usize, b0: usize, b1: usize, b2: usize, b3: usize, y: usize,
): void {
  // A row of nothing would still read what it broadcasts, perhaps beyond the memory.
  if (d3 == 0) return;
  for (let i: usize = 0; i < d0; i++) {
    for (let j: usize = 0; j < d1; j++) {
      for (let k: usize = 0; k < d2; k++) {
        const left = at<T>(a, i * a0 + j * a1 + k * a2);
        const right = at<T>(b, i * b0 + j * b1 + k * b2);
        row<T>(operation, d3, left, a3, right, b3, y);
        y += d3 * sizeof<T>();
      }
    }
  }
}

export function zip_f32(
  operation: i32, d0: usize, d1: usize, d2: usize, d3: usize,
  a: usize, a0: usize, a1: usize, a2: usize, a3: usize,
  b: usize, b0: usize, b1: usize, b2: usize, b3: usize, y: usize,
): void {
  zip<f32>(operation, d0, d1, d2, d3, a, a0, a1, a2, a3, b, b0, b1, b2, b3, y);
}

export function zip_f64(
  operation: i32, d0: usize, d1: usize, d2: usize, d3: usize,
  a: usize, a0: usize, a1: usize, a2: usize, a3: usize,
  b: usize, b0: usize, b1: usize, b2: usize, b3: usize, y: usize,
): void {
  zip<f64>(operation, d0, d1, d2, d3, a, a0, a1, a2, a3, b, b0, b1, b2, b3, y);
}
