import { byteTicks, logTicks } from './ticks.js';

export interface Axis {
  /** The column of the rows. */
  readonly field: string;
  /** With its unit, unless `bytes` is set: then the labels say KiB and MiB. */
  readonly title: string;
  readonly scale?: 'linear' | 'log2' | 'log10';
  readonly bytes?: boolean;
}

export function isLog({ scale = 'linear' }: Axis): boolean {
  return scale !== 'linear';
}

/** A position channel of Vega-Lite for an axis that carries these values. */
export function channel({ title, scale = 'linear', bytes = false }: Axis, values: readonly number[]) {
  const label = bytes ? { labelExpr: byteLabel } : {};
  if (scale === 'linear') {
    const whole = values.every(Number.isInteger) ? { tickMinStep: 1 } : {};
    const ticks = bytes ? { values: [...byteTicks(Math.max(...values))] } : { tickCount: 6, ...whole };
    return { type: 'quantitative' as const, title, axis: { ...ticks, ...label } };
  }
  const base = scale === 'log2' ? 2 : 10;
  const low = Math.min(...values) / 1.15;
  const high = Math.max(...values) * 1.15;
  const ticks = [...logTicks(low, high, base)];
  return {
    type: 'quantitative' as const,
    title,
    scale: { type: 'log' as const, base, domain: [low, high], nice: false },
    axis: {
      ...(ticks.length > 1 ? { values: ticks } : { tickCount: 4 }),
      // '~s' is 10k for 10,000, but 1m for 0.001.
      format: base === 2 ? ',' : low < 0.5 ? '~g' : '~s',
      ...label,
    },
  };
}

const byteLabel = [40, 30, 20, 10].reduceRight(
  (otherwise, power, place) =>
    `datum.value >= ${2 ** power} ? format(datum.value / ${2 ** power}, '.3~r') + ' ${['TiB', 'GiB', 'MiB', 'KiB'][place]}' : ${otherwise}`,
  `format(datum.value, '~r') + ' B'`,
);
