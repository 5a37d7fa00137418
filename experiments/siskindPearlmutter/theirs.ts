import type { Way } from './ways.js';

/** Exponents of space and time, fitted to the authors' raw results as ours are. */
export const theirGrowth: Readonly<Record<Way, string>> = {
  storeAll: '1.17, 1.35 (Tapenade 1.05, 1.16)',
  loop: '0.57, 1.20 (Tapenade)',
  bisection: '0.10, 1.26',
};

/** Most resident memory in kB, and user seconds. */
type Raw = readonly [kilobytes: number, seconds: number];

interface RawRow {
  readonly tapenade: { readonly none: Raw; readonly loop: Raw };
  readonly vlad: { readonly none: Raw; readonly bisection: Raw };
}

/** The authors' raw results, by l. */
const raw: Readonly<Record<number, RawRow>> = {
  53: {
    tapenade: { none: [5372, 0.06], loop: [3400, 0.05] },
    vlad: { none: [621740, 15.29], bisection: [11616, 47.7] },
  },
  101: {
    tapenade: { none: [9208, 0.12], loop: [4024, 0.12] },
    vlad: { none: [1396976, 38.53], bisection: [14492, 112.56] },
  },
  401: {
    tapenade: { none: [37100, 0.62], loop: [6976, 0.65] },
    vlad: { none: [7234808, 252.05], bisection: [14664, 718.72] },
  },
  1601: {
    tapenade: { none: [172424, 3.11], loop: [19016, 3.16] },
    vlad: { none: [35305024, 1456.44], bisection: [18088, 3697.82] },
  },
  3203: {
    tapenade: { none: [374484, 6.82], loop: [35180, 6.94] },
    vlad: { none: [77224956, 4187.48], bisection: [18124, 8494.93] },
  },
};

/** How many times less space than without checkpointing, in how many times the time; nothing where that is not known. */
export function theirSavings(l: number, way: 'loop' | 'bisection'): string {
  const row = raw[l];
  if (row === undefined) return '';
  const [none, kept] =
    way === 'loop' ? [row.tapenade.none, row.tapenade.loop] : [row.vlad.none, row.vlad.bisection];
  return `${(none[0] / kept[0]).toFixed(1)}, ${(kept[1] / none[1]).toFixed(2)}`;
}
