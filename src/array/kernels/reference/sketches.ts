import { type SketchKernels, sampleKinds } from '../sketches.js';
import { philox } from './random.js';
import type { Floats } from './views.js';

/** The words of a set: word i, from 0 on. */
type Words = (i: number) => number;

// Of a set that has as many indices or fewer to choose from, a word is taken for each that is chosen.
const mostByFloyd = 65_536;

export function sketches(floats: Floats): SketchKernels {
  return {
    sample: sample(floats),
    unsample: unsample(floats),
    addSampledRows: addSampledRows(floats),
    addSampledProduct: addSampledProduct(floats),
    signs: signs(floats),
  };
}

/** The sample of a row: k indices below d. */
export function sampleOf(d: number, k: number, kind: number, words: Words): readonly number[] {
  if ((kind & sampleKinds.replace) !== 0) return Array.from({ length: k }, (_, s) => below(words(s), d));
  return d > mostByFloyd ? bySelection(d, k, words) : byFloyd(d, k, words);
}

function sample(floats: Floats): SketchKernels['sample'] {
  return (rows, d, low, high, k, kind, x, y) => {
    const drawn = samples(d, k, kind, low, high);
    for (let r = 0; r < rows; r++) {
      for (const [s, i] of drawn(r).entries()) floats.store(y, r * k + s, floats.load(x, r * d + i));
    }
  };
}

function unsample(floats: Floats): SketchKernels['unsample'] {
  return (rows, d, low, high, k, kind, y, x) => {
    const drawn = samples(d, k, kind, low, high);
    const factor = factorOf(floats, d, k);
    const mayMeet = (kind & sampleKinds.replace) !== 0;
    for (let r = 0; r < rows; r++) {
      for (let i = 0; i < d; i++) floats.store(x, r * d + i, 0);
      for (const [s, i] of drawn(r).entries()) {
        const value = floats.round(floats.load(y, r * k + s) * factor);
        floats.store(x, r * d + i, mayMeet ? floats.load(x, r * d + i) + value : value);
      }
    }
  };
}

function addSampledRows(floats: Floats): SketchKernels['addSampledRows'] {
  return (k, n, low, high, d, kind, c, sum) => {
    const factor = factorOf(floats, d, k);
    for (const [s, i] of samples(d, k, kind, low, high)(0).entries()) {
      addScaled(floats, n, factor, [c, s * n], [sum, i * n]);
    }
  };
}

function addSampledProduct(floats: Floats): SketchKernels['addSampledProduct'] {
  return (rows, n, low, high, d, k, kind, y, g, sum) => {
    const drawn = samples(d, k, kind, low, high);
    for (let r = 0; r < rows; r++) {
      for (const [s, i] of drawn(r).entries()) {
        const factor = floats.round(factorOf(floats, d, k) * floats.load(y, r * k + s));
        addScaled(floats, n, factor, [g, r * n], [sum, i * n]);
      }
    }
  };
}

function signs(floats: Floats): SketchKernels['signs'] {
  return (n, magnitude, low, high, y) => {
    const words = wordsOf(0, low, high);
    for (let i = 0; i < n; i++) {
      const isMinus = ((words(Math.floor(i / 32)) >>> (i % 32)) & 1) === 1;
      floats.store(y, i, isMinus ? -magnitude : magnitude);
    }
  };
}

/** The sample of each row, drawn once if it is one for all. */
function samples(d: number, k: number, kind: number, low: number, high: number) {
  const draw = (set: number): readonly number[] => sampleOf(d, k, kind, wordsOf(set, low, high));
  if ((kind & sampleKinds.perRow) !== 0) return draw;
  const shared = draw(0);
  return (_row: number): readonly number[] => shared;
}

function wordsOf(set: number, low: number, high: number): Words {
  return (i) => philox([Math.floor(i / 4) >>> 0, set, 1, 0], low >>> 0, high >>> 0)[i % 4]!;
}

function byFloyd(d: number, k: number, words: Words): readonly number[] {
  const taken = new Set<number>();
  for (let s = 0; s < k; s++) {
    const drawn = below(words(s), d - k + s + 1);
    taken.add(taken.has(drawn) ? d - k + s : drawn);
  }
  return [...taken].sort((a, b) => a - b);
}

function bySelection(d: number, k: number, words: Words): readonly number[] {
  const taken: number[] = [];
  for (let i = 0; taken.length < k; i++) {
    if (below(words(i), d - i) < k - taken.length) taken.push(i);
  }
  return taken;
}

function below(word: number, limit: number): number {
  return Number((BigInt(word) * BigInt(limit)) >> 32n);
}

function factorOf(floats: Floats, d: number, k: number): number {
  return floats.round(floats.round(d) / floats.round(k));
}

type Row = readonly [pointer: number, first: number];

function addScaled(floats: Floats, n: number, factor: number, [x, xFirst]: Row, [y, yFirst]: Row): void {
  for (let j = 0; j < n; j++) {
    const scaled = floats.round(factor * floats.load(x, xFirst + j));
    floats.store(y, yFirst + j, floats.load(y, yFirst + j) + scaled);
  }
}
