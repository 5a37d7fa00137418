// What an optimiser does to parameters, in place. Numbers come as float64 and are rounded to T before they are used.
import { at, lanes, loadLanes, splat, storeLanes } from './lanes';

// @ts-ignore: decorator
@inline function fill<T>(n: usize, y: usize, value: f64): void {
  let i: usize = 0;
  for (; i + lanes<T>() <= n; i += lanes<T>()) v128.store(at<T>(y, i), splat<T>(value));
  for (; i < n; i++) store<T>(at<T>(y, i), <T>value);
}

// @ts-ignore: decorator
@inline function scale<T>(n: usize, x: usize, factor: f64): void {
  let i: usize = 0;
  for (; i + lanes<T>() <= n; i += lanes<T>()) {
    v128.store(at<T>(x, i), v128.mul<T>(v128.load(at<T>(x, i)), splat<T>(factor)));
  }
  for (; i < n; i++) store<T>(at<T>(x, i), <T>(load<T>(at<T>(x, i)) * <T>factor));
}

// @ts-ignore: decorator
@inline function sgd<T>(n: usize, p: usize, g: usize, rate: f64): void {
  for (let i: usize = 0; i < n; i += lanes<T>()) {
    const step = v128.mul<T>(splat<T>(rate), loadLanes<T>(g, i, n));
    storeLanes<T>(p, i, n, v128.sub<T>(loadLanes<T>(p, i, n), step));
  }
}

// @ts-ignore: decorator
@inline function momentum<T>(n: usize, p: usize, g: usize, v: usize, rate: f64, decay: f64): void {
  for (let i: usize = 0; i < n; i += lanes<T>()) {
    const velocity = v128.add<T>(v128.mul<T>(splat<T>(decay), loadLanes<T>(v, i, n)), loadLanes<T>(g, i, n));
    storeLanes<T>(v, i, n, velocity);
    storeLanes<T>(p, i, n, v128.sub<T>(loadLanes<T>(p, i, n), v128.mul<T>(splat<T>(rate), velocity)));
  }
}

// Knuth's exact error of an addition; where the sum is infinite or NaN it is NaN, and none is added up.
// @ts-ignore: decorator
@inline function addCompensated<T>(n: usize, sum: usize, lost: usize, x: usize): void {
  for (let i: usize = 0; i < n; i += lanes<T>()) {
    const before = loadLanes<T>(sum, i, n), part = loadLanes<T>(x, i, n);
    const after = v128.add<T>(before, part);
    const added = v128.sub<T>(after, before);
    const error = v128.add<T>(v128.sub<T>(before, v128.sub<T>(after, added)), v128.sub<T>(part, added));
    const found = v128.and(error, v128.eq<T>(error, error));
    storeLanes<T>(sum, i, n, after);
    storeLanes<T>(lost, i, n, v128.add<T>(loadLanes<T>(lost, i, n), found));
    storeLanes<T>(x, i, n, splat<T>(0));
  }
}

// β x + (1 - β) y.
// @ts-ignore: decorator
@inline function blend<T>(beta: f64, x: v128, y: v128): v128 {
  return v128.add<T>(v128.mul<T>(splat<T>(beta), x), v128.mul<T>(splat<T>(1 - beta), y));
}

// Kingma & Ba (2015), Adam: a method for stochastic optimization, arXiv:1412.6980, algorithm 1.
// @ts-ignore: decorator
@inline function adam<T>(
  n: usize, p: usize, g: usize, m: usize, v: usize, rate: f64, beta1: f64, beta2: f64, epsilon: f64,
  correction1: f64, correction2: f64,
): void {
  for (let i: usize = 0; i < n; i += lanes<T>()) {
    const gradient = loadLanes<T>(g, i, n);
    const first = blend<T>(beta1, loadLanes<T>(m, i, n), gradient);
    const second = blend<T>(beta2, loadLanes<T>(v, i, n), v128.mul<T>(gradient, gradient));
    storeLanes<T>(m, i, n, first);
    storeLanes<T>(v, i, n, second);
    const above = v128.mul<T>(splat<T>(rate), v128.div<T>(first, splat<T>(correction1)));
    const root = v128.sqrt<T>(v128.div<T>(second, splat<T>(correction2)));
    const step = v128.div<T>(above, v128.add<T>(root, splat<T>(epsilon)));
    storeLanes<T>(p, i, n, v128.sub<T>(loadLanes<T>(p, i, n), step));
  }
}

export function fill_f32(n: usize, y: usize, value: f64): void {
  fill<f32>(n, y, value);
}

export function fill_f64(n: usize, y: usize, value: f64): void {
  fill<f64>(n, y, value);
}

export function scale_f32(n: usize, x: usize, factor: f64): void {
  scale<f32>(n, x, factor);
}

export function scale_f64(n: usize, x: usize, factor: f64): void {
  scale<f64>(n, x, factor);
}

export function sgd_f32(n: usize, p: usize, g: usize, rate: f64): void {
  sgd<f32>(n, p, g, rate);
}

export function sgd_f64(n: usize, p: usize, g: usize, rate: f64): void {
  sgd<f64>(n, p, g, rate);
}

export function momentum_f32(n: usize, p: usize, g: usize, v: usize, rate: f64, decay: f64): void {
  momentum<f32>(n, p, g, v, rate, decay);
}

export function momentum_f64(n: usize, p: usize, g: usize, v: usize, rate: f64, decay: f64): void {
  momentum<f64>(n, p, g, v, rate, decay);
}

export function adam_f32(
  n: usize, p: usize, g: usize, m: usize, v: usize, rate: f64, beta1: f64, beta2: f64, epsilon: f64,
  correction1: f64, correction2: f64,
): void {
  adam<f32>(n, p, g, m, v, rate, beta1, beta2, epsilon, correction1, correction2);
}

export function adam_f64(
  n: usize, p: usize, g: usize, m: usize, v: usize, rate: f64, beta1: f64, beta2: f64, epsilon: f64,
  correction1: f64, correction2: f64,
): void {
  adam<f64>(n, p, g, m, v, rate, beta1, beta2, epsilon, correction1, correction2);
}

export function addCompensated_f32(n: usize, sum: usize, lost: usize, x: usize): void {
  addCompensated<f32>(n, sum, lost, x);
}

export function addCompensated_f64(n: usize, sum: usize, lost: usize, x: usize): void {
  addCompensated<f64>(n, sum, lost, x);
}
