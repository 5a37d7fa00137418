// Experiments with something to show: one whose theory is right, one whose theory is wrong, one that loses a point.
import { type AnyExperiment, experiment, type Paper } from '../../../experiments/experiment.js';
import { lineFigure } from '../../../experiments/harness/lineFigure.js';
import { slow } from './registry.js';

const paper: Paper = {
  key: 'doubler-1900',
  authors: 'Doubler & Söhne <1900>',
  year: 1900,
  title: 'On "twice" & thrice',
  doi: '10.1000/182',
};

type Values = { readonly twice: number; readonly thrice: number };
type Row = { readonly point: { readonly n: number }; readonly values: Values };

export const doubled = experiment({
  id: 'doubler-lines',
  paper,
  title: 'Twice and thrice',
  question: 'Is 2n < 3n for n > 0?',
  points: (mode) => Array.from({ length: mode === 'quick' ? 4 : 6 }, (_, n) => ({ n: n + 1 })),
  label: ({ n }) => `n = ${n}`,
  measure: ({ n }: { n: number }): Values => ({ twice: 2 * n, thrice: 3 * n }),
  predict: ({ n }) => ({ twice: n + n }),
  show: (rows) => ({
    plots: ['first', 'second'].map((name) => ({
      name,
      caption: `The ${name} figure <of two>.`,
      spec: lineFigure({
        title: `Twice & thrice, the ${name}`,
        rows: rows.flatMap(linesOf),
        x: { field: 'n', title: 'n' },
        y: { field: 'value', title: 'value' },
        series: { field: 'name', order: ['twice', 'thrice'] },
        band: { low: 'low', high: 'high' },
      }),
    })),
    comparisons: [
      {
        title: 'The last ones',
        note: 'theirs could not be verified',
        rows: [
          { what: '<script>twice</script>', ours: rows.at(-1)?.values.twice ?? 0, theirs: 10 },
          { what: 'a word', ours: 'eight', theirs: 'acht' },
        ],
      },
    ],
    claims: [
      { text: 'thrice is more', holds: true, found: `in ${rows.length} of ${rows.length}` },
      { text: 'twice is odd', holds: false, found: 'it is even' },
      { text: 'it is so for all n', holds: undefined, found: `${rows.length} of them were tried` },
    ],
  }),
});

function linesOf({ point: { n }, values }: Row) {
  return (['twice', 'thrice'] as const).map((name) => {
    const value = values[name];
    return { n, name, value, low: value - 0.5, high: value + 0.5 };
  });
}

export const mistaken = experiment({
  id: 'doubler-mistaken',
  paper,
  title: 'A theory that is wrong',
  question: 'Is 1 + 1 = 3?',
  points: () => [{ n: 1 }],
  label: ({ n }) => `n = ${n}`,
  measure: ({ n }: { n: number }) => ({ sum: n + n }),
  predict: () => ({ sum: 3 }),
  show: () => ({ plots: [], comparisons: [], claims: [] }),
});

export const mortal = experiment({
  id: 'mortal',
  paper: { key: 'mortal-1901', authors: 'Mortal', year: 1901, title: 'On the end' },
  title: 'A point that dies',
  question: 'What of the others?',
  points: () => [{ n: 1 }, { n: 2 }],
  label: ({ n }) => `n = ${n}`,
  measure: ({ n }: { n: number }) => {
    if (n === 2) process.kill(process.pid, 'SIGKILL');
    return { n };
  },
  show: () => ({ plots: [], comparisons: [], claims: [] }),
});

export const experiments: readonly AnyExperiment[] = [doubled, mistaken, mortal, slow] as never;
