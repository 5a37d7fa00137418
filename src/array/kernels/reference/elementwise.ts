import type { MapKernel, MapName, ZipKernel, ZipName } from '../../kernels.js';
import type { Floats } from './views.js';

// One number in, one out. What has more than one rounding of its own rounds after each.

export function maps(floats: Floats): Readonly<Record<MapName, MapKernel>> {
  return {
    negate: map((x) => -x),
    exp: map(Math.exp),
    log: map(Math.log),
    sqrt: map(Math.sqrt),
    square: map((x) => x * x),
    sin: map(Math.sin),
    cos: map(Math.cos),
    tanh: map(Math.tanh),
    sigmoid: map(sigmoid),
    softplus: map((x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0)),
    relu: map((x) => Math.max(x, 0)),
    abs: map(Math.abs),
    sign: map(Math.sign),
  };

  function map(f: (x: number) => number): MapKernel {
    return (n, x, y) => {
      for (let i = 0; i < n; i++) floats.store(y, i, f(floats.load(x, i)));
    };
  }
}

export function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

export function zips(floats: Floats): Readonly<Record<ZipName, ZipKernel>> {
  const { round } = floats;
  return {
    add: zip((a, b) => a + b),
    subtract: zip((a, b) => a - b),
    multiply: zip((a, b) => a * b),
    divide: zip((a, b) => a / b),
    power: zip((a, b) => a ** b),
    maximum: zip(Math.max),
    minimum: zip(Math.min),
    share: zip((a, b) => 1 - (a < b ? 1 : a === b ? 0.5 : 0)),
    tanhVjp: zip((g, y) => tanhVjp(round, g, y)),
    sigmoidVjp: zip((g, y) => sigmoidVjp(round, g, y)),
  };

  function zip(f: (a: number, b: number) => number): ZipKernel {
    return (d0, d1, d2, d3, a, a0, a1, a2, a3, b, b0, b1, b2, b3, y) => {
      let at = 0;
      for (let i = 0; i < d0; i++) {
        for (let j = 0; j < d1; j++) {
          for (let k = 0; k < d2; k++) {
            for (let l = 0; l < d3; l++) {
              const left = floats.load(a, i * a0 + j * a1 + k * a2 + l * a3);
              const right = floats.load(b, i * b0 + j * b1 + k * b2 + l * b3);
              floats.store(y, at++, f(left, right));
            }
          }
        }
      }
    };
  }
}

/** g (1 - y²), but for the last rounding. */
export function tanhVjp(round: (x: number) => number, g: number, y: number): number {
  return g * round(1 - round(y * y));
}

/** g y (1 - y), but for the last rounding. */
export function sigmoidVjp(round: (x: number) => number, g: number, y: number): number {
  return round(g * y) * round(1 - y);
}
