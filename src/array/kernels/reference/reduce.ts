import type { AxisKernel, FloatKernels } from '../../kernels.js';
import { type Floats, loadIndex } from './views.js';

export function sum(floats: Floats): FloatKernels['sum'] {
  const { round } = floats;
  return (outer, middle, inner, x, y, accumulate) => {
    eachLine(floats, outer, middle, inner, x, (line, to) => {
      const total = inner === 1 ? inPartials(line, floats.partials, round) : grouped(line, round);
      floats.store(y, to, accumulate ? floats.load(y, to) + total : total);
    });
  };
}

export function sumOfSquares(floats: Floats): FloatKernels['sumOfSquares'] {
  return (n, x) => {
    const squares = Array.from({ length: n }, (_, i) => floats.load(x, i) ** 2);
    return inPartials(squares, 8, (total) => total);
  };
}

export function max(floats: Floats): AxisKernel {
  return (outer, middle, inner, x, y) => {
    eachLine(floats, outer, middle, inner, x, (line, to) => floats.store(y, to, greatest(line)));
  };
}

// From here on in float64 throughout, rounded once at the end.

export function logSumExp(floats: Floats): AxisKernel {
  return (outer, middle, inner, x, y) => {
    eachLine(floats, outer, middle, inner, x, (line, to) => {
      const top = greatest(line);
      floats.store(y, to, Math.abs(top) === Infinity ? top : top + Math.log(sumOfExp(line, top)));
    });
  };
}

export function softmax(floats: Floats): AxisKernel {
  return normalise(floats, (shifted, sum) => Math.exp(shifted) / sum);
}

export function logSoftmax(floats: Floats): AxisKernel {
  return normalise(floats, (shifted, sum) => shifted - Math.log(sum));
}

export function crossEntropy(floats: Floats): FloatKernels['crossEntropy'] {
  return (rows, classes, logits, labels, loss) => {
    eachLine(floats, rows, classes, 1, logits, (line, row) => {
      const top = greatest(line);
      const logit = floats.load(logits, row * classes + loadIndex(floats.views, labels, row));
      floats.store(loss, row, top - logit + Math.log(sumOfExp(line, top)));
    });
  };
}

export function crossEntropyVjp(floats: Floats): FloatKernels['crossEntropyVjp'] {
  return (rows, classes, g, logits, labels, y) => {
    eachLine(floats, rows, classes, 1, logits, (line, row) => {
      const top = greatest(line);
      const sum = sumOfExp(line, top);
      const label = loadIndex(floats.views, labels, row);
      const factor = floats.load(g, row);
      for (const [i, x] of line.entries()) {
        const probability = Math.exp(x - top) / sum;
        floats.store(y, row * classes + i, factor * (i === label ? probability - 1 : probability));
      }
    });
  };
}

function normalise(floats: Floats, f: (shifted: number, sum: number) => number): AxisKernel {
  return (outer, middle, inner, x, y) => {
    eachLine(floats, outer, middle, inner, x, (line, to) => {
      const top = greatest(line);
      const sum = sumOfExp(line, top);
      const first = Math.floor(to / inner) * middle * inner + (to % inner);
      for (const [l, value] of line.entries()) floats.store(y, first + l * inner, f(value - top, sum));
    });
  };
}

/** Every line along the middle axis, with its place among [outer, inner]. */
function eachLine(
  floats: Floats,
  outer: number,
  middle: number,
  inner: number,
  x: number,
  visit: (line: readonly number[], to: number) => void,
): void {
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < inner; j++) {
      const line = Array.from({ length: middle }, (_, l) => floats.load(x, (i * middle + l) * inner + j));
      visit(line, i * inner + j);
    }
  }
}

function greatest(line: readonly number[]): number {
  return line.reduce((top, x) => Math.max(top, x), -Infinity);
}

function sumOfExp(line: readonly number[], top: number): number {
  return line.reduce((total, x) => total + Math.exp(x - top), 0);
}

function inOrder(line: readonly number[], round: (x: number) => number): number {
  return line.reduce((total, x) => round(total + x), 0);
}

/** The sums of blocks of 32, in their order, added in groups of 8, in their order, and those pairwise. */
function grouped(line: readonly number[], round: (x: number) => number): number {
  const sums = (terms: readonly number[], size: number): number[] =>
    Array.from({ length: Math.ceil(terms.length / size) }, (_, nth) =>
      inOrder(terms.slice(nth * size, (nth + 1) * size), round),
    );
  const groups = sums(sums(line, 32), 8);
  const last = groups.pop() ?? 0;
  return pairs(groups, round).reduceRight((total, { sum }) => round(sum + total), last);
}

/** Sums that wait until there is another of as many; what is left of them in the end. */
function pairs(sums: readonly number[], round: (x: number) => number): readonly { sum: number }[] {
  const waiting: { count: number; sum: number }[] = [];
  for (const sum of sums) {
    let newest = { count: 1, sum };
    while (waiting.at(-1)?.count === newest.count) {
      newest = { count: 2 * newest.count, sum: round(waiting.pop()!.sum + newest.sum) };
    }
    waiting.push(newest);
  }
  return waiting;
}

/** Partial sum p adds the entries p, p + partials, ..., grouped; then the second half is added to the first until one is left. */
function inPartials(line: readonly number[], partials: number, round: (x: number) => number): number {
  let sums = Array.from({ length: partials }, (_, p) =>
    grouped(
      line.filter((_, i) => i % partials === p),
      round,
    ),
  );
  while (sums.length > 1) {
    const half = sums.length / 2;
    const second = sums.slice(half);
    sums = sums.slice(0, half).map((total, p) => round(total + second[p]!));
  }
  return sums[0]!;
}
