/** The middle half of what was measured. */
export interface Quartiles {
  readonly low: number;
  readonly high: number;
}

/** One number about the project; the smaller, the better. */
export interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly value: number;
  /** Of a figure that varies from run to run, whose value is then the median; one without is exact. */
  readonly quartiles?: Quartiles;
  /** What an exact figure depends on beside the project, such as a version: it is compared where that is the same. */
  readonly under?: string;
}

export type Unit = 'bytes' | 'steps' | 'events' | 'operations' | 'entries' | 'yardsticks';

/** The median and the quartiles of what was measured, rounded to what is worth storing. */
export function spread(measured: readonly number[]): { value: number; quartiles: Quartiles } {
  const sorted = [...measured].sort((a, b) => a - b);
  const at = (share: number): number =>
    Number((sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN).toPrecision(4));
  return { value: at(0.5), quartiles: { low: at(0.25), high: at(0.75) } };
}
