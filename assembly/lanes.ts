// What differs between float32 and float64, and vectors that are not full. A v128 holds `lanes<T>()` numbers.

// @ts-ignore: decorator
@inline export function lanes<T>(): usize {
  return 16 / sizeof<T>();
}

// @ts-ignore: decorator
@inline export function splat<T>(value: f64): v128 {
  return v128.splat<T>(<T>value);
}

/** The address of element `i`. */
// @ts-ignore: decorator
@inline export function at<T>(x: usize, i: usize): usize {
  return x + i * sizeof<T>();
}

// `count` is fewer than a vector's lanes and at least 1; the other lanes read as 0. Reading past the last element
// instead could leave the memory.
export function loadTail<T>(x: usize, count: usize): v128 {
  if (sizeof<T>() == 8) return v128.load64_zero(x);
  if (count == 1) return v128.load32_zero(x);
  const pair = v128.load64_zero(x);
  return count == 2 ? pair : v128.load_lane<f32>(x + 8, pair, 2);
}

export function storeTail<T>(y: usize, v: v128, count: usize): void {
  if (sizeof<T>() == 8) {
    v128.store_lane<u64>(y, v, 0);
  } else if (count == 1) {
    v128.store_lane<u32>(y, v, 0);
  } else {
    v128.store_lane<u64>(y, v, 0);
    if (count == 3) v128.store_lane<u32>(y + 8, v, 2);
  }
}

// So that a loop needs its operation, which may be long, only once: the branch is predicted.
// @ts-ignore: decorator
@inline export function loadLanes<T>(x: usize, i: usize, n: usize): v128 {
  return i + lanes<T>() <= n ? v128.load(at<T>(x, i)) : loadTail<T>(at<T>(x, i), n - i);
}

// @ts-ignore: decorator
@inline export function storeLanes<T>(y: usize, i: usize, n: usize, v: v128): void {
  if (i + lanes<T>() <= n) v128.store(at<T>(y, i), v);
  else storeTail<T>(at<T>(y, i), v, n - i);
}

// For rows that are gone through by vectors and then, from the last full one on, number by number, each in all lanes.
// @ts-ignore: decorator
@inline export function loadEach<T>(single: bool, x: usize, i: usize): v128 {
  return single ? v128.load_splat<T>(at<T>(x, i)) : v128.load(at<T>(x, i));
}

// @ts-ignore: decorator
@inline export function storeEach<T>(single: bool, y: usize, i: usize, v: v128): void {
  if (!single) v128.store(at<T>(y, i), v);
  else if (sizeof<T>() == 4) v128.store_lane<u32>(at<T>(y, i), v, 0);
  else v128.store_lane<u64>(at<T>(y, i), v, 0);
}
