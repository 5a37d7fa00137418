import { expect, test } from 'vitest';
import { scatterFigure } from '../../../experiments/harness/scatterFigure.js';

const figure = {
  title: 'Points',
  rows: [
    { name: 'a', x: 1, y: 2, said: 2 },
    { name: 'b', x: 2, y: 3, said: 4 },
  ],
  x: { field: 'x', title: 'x' },
  y: { field: 'y', title: 'y' },
  series: { field: 'name', order: ['a', 'b'] },
} as const;

const typesIn = (spec: unknown): readonly string[] => {
  const { layer } = spec as { layer: readonly { mark: { type: string } }[] };
  return layer.map(({ mark }) => mark.type);
};

test('there are points, and no lines between them', () => {
  expect(typesIn(scatterFigure(figure))).toEqual(['point']);
});

test('a prediction is one line, of no series', () => {
  const spec = scatterFigure({ ...figure, prediction: 'said' });
  expect(typesIn(spec)).toEqual(['line', 'point']);
  const { layer } = spec as unknown as { layer: readonly { encoding: object }[] };
  expect(layer.map(({ encoding }) => 'color' in encoding)).toEqual([false, true]);
});

test('panels have points, too', () => {
  const faceted = scatterFigure({ ...figure, facet: { field: 'name', title: '' } });
  expect(typesIn('spec' in faceted ? faceted.spec : undefined)).toEqual(['point']);
});
