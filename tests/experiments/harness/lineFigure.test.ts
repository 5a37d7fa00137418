import { expect, test } from 'vitest';
import { toSvg } from '../../../experiments/harness/figure.js';
import { type LineFigure, lineFigure } from '../../../experiments/harness/lineFigure.js';

const rows = [16, 256, 4096].flatMap((extent) =>
  ['revolve', 'store-all'].flatMap((strategy) =>
    [32, 64].map((hidden) => ({
      strategy,
      extent,
      hidden,
      peakBytes: hidden * 1024 * (strategy === 'revolve' ? 8 : extent),
      predictedBytes: hidden * 1024 * (strategy === 'revolve' ? 8 : extent),
      low: hidden * 512,
      high: hidden * 8192 * extent,
    })),
  ),
);
const figure: LineFigure = {
  title: 'Peak memory',
  subtitle: 'by the ledger',
  rows,
  x: { field: 'extent', title: 'steps', scale: 'log2' },
  y: { field: 'peakBytes', title: 'peak memory', scale: 'log2', bytes: true },
  series: { field: 'strategy', order: ['sqrt', 'store-all', 'revolve'] },
};

/** All texts of a figure, in the order in which they are drawn. */
async function textsOf(drawn: LineFigure): Promise<string[]> {
  const svg = await toSvg(lineFigure(drawn));
  return Array.from(svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g), ([, text]) => text ?? '');
}

test('titles, axes and legend are in words, bytes in binary units', async () => {
  const texts = await textsOf(figure);
  for (const text of [
    'Peak memory',
    'by the ledger',
    'steps',
    'peak memory',
    '16',
    '256',
    '4,096',
    '64 MiB',
  ]) {
    expect(texts).toContain(text);
  }
});

test('the legend has the series that occur, in the fixed order, with the looks of that order', async () => {
  expect((await textsOf(figure)).filter((text) => figure.series.order.includes(text))).toEqual([
    'store-all',
    'revolve',
  ]);
  const colours = JSON.stringify(lineFigure(figure)).match(/"range":\["#[^\]]*\]/)?.[0];
  expect(colours).toBe('"range":["#D55E00","#009E73"]');
});

test('each panel has a heading', async () => {
  const texts = await textsOf({ ...figure, facet: { field: 'hidden', title: "the cell's units" } });
  expect(texts).toContain("the cell's units: 32");
  expect(texts).toContain("the cell's units: 64");
});

test('bands, predictions and linear axes draw', async () => {
  const texts = await textsOf({
    ...figure,
    x: { field: 'extent', title: 'steps' },
    y: { field: 'peakBytes', title: 'peak memory', bytes: true },
    band: { low: 'low', high: 'high' },
    prediction: 'predictedBytes',
  });
  expect(texts).toContain('0 B');
  expect(texts).toContain('1 GiB');
});

test('small numbers are not written with a suffix for thousandths', async () => {
  const small = [0.001, 0.01, 0.1].map((loss, place) => ({ strategy: 'sqrt', extent: 2 ** place, loss }));
  const y = { field: 'loss', title: 'loss', scale: 'log10' } as const;
  expect(await textsOf({ ...figure, rows: small, y })).toContain('0.001');
});

test('a band that reaches 0 is refused on a logarithmic axis', () => {
  const row = { strategy: 'sqrt', extent: 1, peakBytes: 1, low: 0, high: 2 };
  expect(() => lineFigure({ ...figure, rows: [row], band: { low: 'low', high: 'high' } })).toThrow(
    "figure 'Peak memory': low is 0 in a row; a logarithmic axis needs numbers above 0; use a linear one",
  );
});

test('what cannot be drawn is refused', () => {
  expect(() => lineFigure({ ...figure, rows: [] })).toThrow(
    new RangeError("figure 'Peak memory': there are 0 rows; at least 1 is needed"),
  );
  expect(() => lineFigure({ ...figure, rows: [{ strategy: 'online', extent: 1, peakBytes: 1 }] })).toThrow(
    new RangeError(
      "figure 'Peak memory': a row has strategy 'online', which is not in the order; add it there",
    ),
  );
  expect(() => lineFigure({ ...figure, rows: [{ strategy: 'sqrt', extent: 0, peakBytes: 1 }] })).toThrow(
    new RangeError(
      "figure 'Peak memory': extent is 0 in a row; a logarithmic axis needs numbers above 0; use a linear one",
    ),
  );
});
