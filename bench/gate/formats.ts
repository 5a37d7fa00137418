import type { Figure, Quartiles } from './figure.js';

export const formats = { github, bencher } as const;
export type Format = keyof typeof formats;

interface GithubEntry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra?: string;
}

/** What github-action-benchmark reads with the tool `customSmallerIsBetter`; see its README. */
function github(figures: readonly Figure[]): readonly GithubEntry[] {
  return figures.map(({ name, unit, value, quartiles, under }) => ({
    name,
    unit,
    value,
    ...(quartiles && { range: `± ${halfWidth(quartiles)}` }),
    ...(under !== undefined && { extra: under }),
  }));
}

function halfWidth({ low, high }: Quartiles): number {
  return Number(((high - low) / 2).toPrecision(3));
}

interface Metric {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

type BencherMetrics = Readonly<Record<string, Readonly<Record<string, Metric>>>>;

/** The Bencher Metric Format, for Bencher's adapter `json`; the measures are our units. See its reference. */
function bencher(figures: readonly Figure[]): BencherMetrics {
  return Object.fromEntries(
    figures.map(({ name, unit, value, quartiles }) => {
      const bounds = quartiles && { lower_value: quartiles.low, upper_value: quartiles.high };
      return [name, { [unit]: { value, ...bounds } }];
    }),
  );
}
