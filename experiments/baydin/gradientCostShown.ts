import type { Claim, Comparison, Plot, Row } from '../experiment.js';
import { exponentOf } from '../harness/exponent.js';
import { ratio } from '../harness/format.js';
import { lineFigure } from '../harness/lineFigure.js';
import type { Quartiles } from '../harness/quartiles.js';
import type { Point, Values } from './gradientCost.js';

type Measured = Row<Point, Values>;

const series = { reverse: 'gradient, reverse mode', central: 'central differences' } as const;

/** Both gradients over the function, against the number of components. */
export function plotsOf({ point, values }: Measured): Plot {
  const spec = lineFigure({
    title: 'Helmholtz free energy: time of the gradient over that of the function',
    subtitle: 'float64; bands: half of all rounds; dashed: operations, counted, and values of the function',
    rows: (['reverse', 'central'] as const).flatMap((name) =>
      point.components.map((components, place) => ({
        series: series[name],
        components,
        ...values[name][place]!,
        counted: name === 'reverse' ? values.reverseOperations[place]! : values.evaluations[place]!,
      })),
    ),
    x: { field: 'components', title: 'components n', scale: 'log2' },
    y: { field: 'median', title: 'times the function', scale: 'log10' },
    band: { low: 'lower', high: 'upper' },
    prediction: 'counted',
    series: { field: 'series', order: Object.values(series) },
  });
  return {
    name: 'gradient-cost',
    caption:
      'Reverse mode takes a few times the function, whatever n; central differences take 2 n of its values.',
    spec,
  };
}

export function comparisonsOf({ point, values }: Measured): Comparison {
  return {
    title: 'times the function: reverse mode (operations), central differences',
    note:
      "Quartiles in brackets. The survey's text could not be read: its times are not set beside, and the function may differ from " +
      'its own in a factor. Its forward mode is not a part of this runtime.',
    rows: point.components.map((n, place) => ({
      what: `n = ${n}`,
      ours:
        `${inWords(values.reverse[place]!)} (${ratio(values.reverseOperations[place]!)}), ` +
        inWords(values.central[place]!),
      theirs: '',
    })),
  };
}

/** How much a fitted exponent may be off: times scatter, and what does not grow with n counts where n is small. */
const leeway = 0.3;

export function claimsOf({ point, values }: Measured): readonly Claim[] {
  const { components } = point;
  const [reverse, central] = [values.reverse, values.central].map((each) =>
    exponentOf(
      components,
      each.map(({ median }) => median),
    ),
  );
  const most = Math.max(...values.reverse.map(({ median }) => median));
  const worst = Math.max(...values.disagreement);
  return [
    {
      text: 'what the gradient in reverse mode takes over its function does not grow with n',
      holds: Math.abs(reverse!) <= leeway,
      found:
        `it grows with n to the power of ${reverse!.toFixed(2)}, and is ${most.toFixed(1)} times the function at most, where ` +
        `${values.reverseOperations.at(-1)!.toFixed(1)} times the operations are done: on few numbers a tape's own work is the most of it`,
    },
    {
      text: 'central differences take in proportion to n',
      holds: Math.abs(central! - 1) <= leeway,
      found: `they grow with n to the power of ${central!.toFixed(2)}`,
    },
    {
      text: 'both give the same gradient, as far as differences can',
      // A difference is off by (2⁻⁵²)^(2/3), some 4e-11, times |f| over |x f'|, which is some thousands for hundreds of numbers.
      holds: worst <= 1e-6,
      found: `they differ by ${worst.toExponential(1)} of the largest entry at most`,
    },
  ];
}

function inWords({ lower, median, upper }: Quartiles): string {
  return `${ratio(median)} [${ratio(lower)}, ${ratio(upper)}]`;
}
