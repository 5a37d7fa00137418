// Random maps that estimates wait under: samples and signs. The words of signs have the counters (0, 0, 1, 0),
// (1, 0, 1, 0) ...
import { PER_ROW, REPLACE, draw, index } from './draw';
import { at } from './lanes';
import { philox, word } from './philox';

// @ts-ignore: decorator
@inline function sample<T>(
  rows: usize, d: u32, low: u32, high: u32, k: usize, kind: u32, x: usize, y: usize,
): void {
  const sets: usize = kind & PER_ROW ? rows : 1, rowsEach: usize = kind & PER_ROW ? 1 : rows;
  for (let set: usize = 0; set < sets; set++) {
    for (let first: usize = 0, count: usize = 0; first < k; first += count) {
      count = draw(<u32>set, first, d, k, kind, low, high);
      for (let r = set; r < set + rowsEach; r++) {
        const from = at<T>(x, r * d), to = at<T>(y, r * k + first);
        for (let s: usize = 0; s < count; s++) store<T>(at<T>(to, s), load<T>(at<T>(from, index(s))));
      }
    }
  }
}

// @ts-ignore: decorator
@inline function unsample<T>(
  rows: usize, d: u32, low: u32, high: u32, k: usize, kind: u32, y: usize, x: usize,
): void {
  const sets: usize = kind & PER_ROW ? rows : 1, rowsEach: usize = kind & PER_ROW ? 1 : rows;
  const factor = <T>d / <T>k;
  memory.fill(x, 0, rows * d * sizeof<T>());
  for (let set: usize = 0; set < sets; set++) {
    for (let first: usize = 0, count: usize = 0; first < k; first += count) {
      count = draw(<u32>set, first, d, k, kind, low, high);
      for (let r = set; r < set + rowsEach; r++) {
        const from = at<T>(y, r * k + first), row = at<T>(x, r * d);
        for (let s: usize = 0; s < count; s++) {
          const to = at<T>(row, index(s));
          const value: T = load<T>(at<T>(from, s)) * factor;
          store<T>(to, kind & REPLACE ? <T>(load<T>(to) + value) : value);
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline function addVector<T>(factors: v128, x: usize, y: usize, offset: usize): void {
  const scaled = v128.mul<T>(factors, v128.load(x + offset));
  v128.store(y + offset, v128.add<T>(v128.load(y + offset), scaled));
}

// y += factor x.
// @ts-ignore: decorator
@inline function addScaled<T>(n: usize, factor: T, x: usize, y: usize): void {
  const factors = v128.splat<T>(factor), end = at<T>(x, n);
  for (; x + 64 <= end; x += 64, y += 64) {
    addVector<T>(factors, x, y, 0);
    addVector<T>(factors, x, y, 16);
    addVector<T>(factors, x, y, 32);
    addVector<T>(factors, x, y, 48);
  }
  for (; x + 16 <= end; x += 16, y += 16) addVector<T>(factors, x, y, 0);
  for (; x < end; x += sizeof<T>(), y += sizeof<T>()) {
    store<T>(y, <T>(load<T>(y) + <T>(factor * load<T>(x))));
  }
}

// @ts-ignore: decorator
@inline function addSampledRows<T>(
  k: usize, n: usize, low: u32, high: u32, d: u32, kind: u32, c: usize, sum: usize,
): void {
  const factor = <T>d / <T>k;
  for (let first: usize = 0, count: usize = 0; first < k; first += count) {
    count = draw(0, first, d, k, kind, low, high);
    for (let s: usize = 0; s < count; s++) {
      addScaled<T>(n, factor, at<T>(c, (first + s) * n), at<T>(sum, index(s) * n));
    }
  }
}

// @ts-ignore: decorator
@inline function addSampledProduct<T>(
  rows: usize, n: usize, low: u32, high: u32, d: u32, k: usize, kind: u32, y: usize, g: usize, sum: usize,
): void {
  const factor = <T>d / <T>k;
  for (let r: usize = 0; r < rows; r++) {
    const set = kind & PER_ROW ? <u32>r : 0;
    for (let first: usize = 0, count: usize = 0; first < k; first += count) {
      count = draw(set, first, d, k, kind, low, high);
      const from = at<T>(y, r * k + first);
      for (let s: usize = 0; s < count; s++) {
        addScaled<T>(n, <T>(factor * load<T>(at<T>(from, s))), at<T>(g, r * n), at<T>(sum, index(s) * n));
      }
    }
  }
}

// The sign is put in as a bit: a branch would be mispredicted every other time.
// @ts-ignore: decorator
@inline function signs<T, Bits>(n: usize, magnitude: T, low: u32, high: u32, y: usize): void {
  const plus = reinterpret<Bits>(magnitude);
  let w: u32 = 0;
  for (let i: usize = 0; i < n; i++) {
    if ((i & 127) == 0) philox(<u32>(i >> 7), 0, 1, low, high);
    if ((i & 31) == 0) w = word(i >> 5);
    store<Bits>(at<T>(y, i), plus ^ (<Bits>(w & 1) << (sizeof<T>() * 8 - 1)));
    w >>= 1;
  }
}

export function sample_f32(rows: usize, d: u32, low: u32, high: u32, k: usize, kind: u32, x: usize, y: usize): void {
  sample<f32>(rows, d, low, high, k, kind, x, y);
}

export function sample_f64(rows: usize, d: u32, low: u32, high: u32, k: usize, kind: u32, x: usize, y: usize): void {
  sample<f64>(rows, d, low, high, k, kind, x, y);
}

export function unsample_f32(
  rows: usize, d: u32, low: u32, high: u32, k: usize, kind: u32, y: usize, x: usize,
): void {
  unsample<f32>(rows, d, low, high, k, kind, y, x);
}

export function unsample_f64(
  rows: usize, d: u32, low: u32, high: u32, k: usize, kind: u32, y: usize, x: usize,
): void {
  unsample<f64>(rows, d, low, high, k, kind, y, x);
}

export function addSampledRows_f32(
  k: usize, n: usize, low: u32, high: u32, d: u32, kind: u32, c: usize, sum: usize,
): void {
  addSampledRows<f32>(k, n, low, high, d, kind, c, sum);
}

export function addSampledRows_f64(
  k: usize, n: usize, low: u32, high: u32, d: u32, kind: u32, c: usize, sum: usize,
): void {
  addSampledRows<f64>(k, n, low, high, d, kind, c, sum);
}

export function addSampledProduct_f32(
  rows: usize, n: usize, low: u32, high: u32, d: u32, k: usize, kind: u32, y: usize, g: usize, sum: usize,
): void {
  addSampledProduct<f32>(rows, n, low, high, d, k, kind, y, g, sum);
}

export function addSampledProduct_f64(
  rows: usize, n: usize, low: u32, high: u32, d: u32, k: usize, kind: u32, y: usize, g: usize, sum: usize,
): void {
  addSampledProduct<f64>(rows, n, low, high, d, k, kind, y, g, sum);
}

export function signs_f32(n: usize, magnitude: f64, low: u32, high: u32, y: usize): void {
  signs<f32, u32>(n, <f32>magnitude, low, high, y);
}

export function signs_f64(n: usize, magnitude: f64, low: u32, high: u32, y: usize): void {
  signs<f64, u64>(n, <f64>magnitude, low, high, y);
}
