import type { Scene } from './scene.js';

/** Where things are on the page, in points: states across, time down, live bytes beside them. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Of one step, and of one unit of time. */
  readonly cell: number;
  readonly row: number;
  /** The profile of live bytes. */
  readonly bytesLeft: number;
  readonly bytesRight: number;
  x(state: number): number;
  y(time: number): number;
}

const usual = { cell: 52, row: 15 } as const;
const least = { width: 312, height: 120 } as const;
const most = { width: 520, height: 720 } as const;

export function frameOf({ extent, duration }: Scene): Frame {
  const cell = fitted(usual.cell, extent, least.width, most.width);
  const row = fitted(usual.row, duration, least.height, most.height);
  const [left, top] = [70, 104];
  const right = left + cell * Math.max(1, extent);
  const bottom = top + row * Math.max(1, duration);
  const bytesLeft = right + 40;
  const bytesRight = bytesLeft + 130;
  return {
    ...{ left, top, right, bottom, cell, row, bytesLeft, bytesRight },
    width: bytesRight + 60,
    height: bottom + 104,
    x: (state) => left + state * cell,
    y: (time) => top + time * row,
  };
}

/** The size of one of `count`, so that all together are neither too small nor too large. */
function fitted(size: number, count: number, smallest: number, largest: number): number {
  const divisor = Math.max(1, count);
  return Math.min(Math.max(size, smallest / divisor), largest / divisor);
}

/** Round numbers from 0 on, at most `count` beside 0, and `last` itself where the one before is not too near. */
export function ticks(last: number, count: number): number[] {
  const shortest = Math.max(1, last / Math.max(1, count));
  const power = 10 ** Math.floor(Math.log10(shortest));
  const stride = [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= shortest) ?? 10 * power;
  const round = Array.from({ length: Math.floor(last / stride) + 1 }, (_, place) => place * stride);
  return last % stride >= 0.6 * stride ? [...round, last] : round;
}
