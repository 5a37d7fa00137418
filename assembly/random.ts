// Random numbers that are a function of (seed, i): block j of four words has the counter (j, 0, 0, 0).
import { at } from './lanes';
import { philox, word } from './philox';
import { logOf } from './softmax';

// 53 of the 64 bits of two words.
// @ts-ignore: decorator
@inline function fraction(pair: usize): f64 {
  return (<f64>(word(2 * pair) >> 5) * 67108864 + <f64>(word(2 * pair + 1) >> 6)) * (1.0 / 9007199254740992.0);
}

export function uniform_f32(n: usize, y: usize, seedLow: u32, seedHigh: u32): void {
  for (let i: usize = 0; i < n; i++) {
    if ((i & 3) == 0) philox(i >> 2, 0, 0, seedLow, seedHigh);
    store<f32>(at<f32>(y, i), <f32>(word(i) >> 8) * (1.0 / 16777216.0));
  }
}

export function uniform_f64(n: usize, y: usize, seedLow: u32, seedHigh: u32): void {
  for (let i: usize = 0; i < n; i++) {
    if ((i & 1) == 0) philox(i >> 1, 0, 0, seedLow, seedHigh);
    store<f64>(at<f64>(y, i), fraction(i & 1));
  }
}

// Box & Muller (1958): two uniform numbers become two normal ones, the cosine for an even i and the sine for an odd.
// The radius takes its uniform number from (0, 1], so that the logarithm is finite.
// @ts-ignore: decorator
@inline function boxMuller(i: usize, radius: f64, angle: f64): f64 {
  const length = sqrt<f64>(-2 * logOf<f64>(radius));
  const turned = 6.283185307179586 * angle;
  return length * ((i & 1) == 0 ? NativeMath.cos(turned) : NativeMath.sin(turned));
}

export function normal_f32(n: usize, y: usize, seedLow: u32, seedHigh: u32): void {
  for (let i: usize = 0; i < n; i++) {
    if ((i & 3) == 0) philox(i >> 2, 0, 0, seedLow, seedHigh);
    const radius = (<f64>word(i & 2) + 1) * (1.0 / 4294967296.0);
    store<f32>(at<f32>(y, i), <f32>boxMuller(i, radius, <f64>word((i & 2) + 1) * (1.0 / 4294967296.0)));
  }
}

export function normal_f64(n: usize, y: usize, seedLow: u32, seedHigh: u32): void {
  for (let i: usize = 0; i < n; i++) {
    if ((i & 1) == 0) philox(i >> 1, 0, 0, seedLow, seedHigh);
    store<f64>(at<f64>(y, i), boxMuller(i, 1 - fraction(0), fraction(1)));
  }
}

// Entry i falls where word i is below rate 2^32: the same choice for float32 and float64.
// @ts-ignore: decorator
@inline function dropout<T>(n: usize, rate: f64, seedLow: u32, seedHigh: u32, x: usize, y: usize): void {
  const limit = rate * 4294967296.0;
  const kept = <T>(1.0 - rate);
  for (let i: usize = 0; i < n; i++) {
    if ((i & 3) == 0) philox(i >> 2, 0, 0, seedLow, seedHigh);
    store<T>(at<T>(y, i), <f64>word(i) < limit ? <T>0 : <T>(load<T>(at<T>(x, i)) / kept));
  }
}

export function dropout_f32(n: usize, rate: f64, seedLow: u32, seedHigh: u32, x: usize, y: usize): void {
  dropout<f32>(n, rate, seedLow, seedHigh, x, y);
}

export function dropout_f64(n: usize, rate: f64, seedLow: u32, seedHigh: u32, x: usize, y: usize): void {
  dropout<f64>(n, rate, seedLow, seedHigh, x, y);
}
