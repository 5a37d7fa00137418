import { describe, expect, test } from 'vitest';
import { chosen } from '../../../experiments/command/chosen.js';
import type { AnyExperiment } from '../../../experiments/experiment.js';
import { experiments } from '../../support/children/figures.js';

const long: AnyExperiment = { ...experiments[0]!, id: 'doubler-long', isLong: true };
const all = [...experiments, long];
const idsOf = (...names: readonly string[]): readonly string[] => chosen(all, names).map(({ id }) => id);

describe('chosen', () => {
  test('by ids, in the order of the registry and once each', () => {
    expect(idsOf('slow', 'mortal', 'slow')).toEqual(['mortal', 'slow']);
  });

  test('by papers', () => {
    expect(idsOf('doubler-1900')).toEqual(['doubler-lines', 'doubler-mistaken']);
    expect(idsOf('mortal-1901', 'doubler-lines')).toEqual(['doubler-lines', 'mortal']);
  });

  test('all', () => {
    expect(idsOf('all')).toEqual(['doubler-lines', 'doubler-mistaken', 'mortal', 'slow']);
    expect(idsOf('all', 'slow')).toEqual(idsOf('all'));
  });

  test('what takes hours, by its id alone', () => {
    expect(idsOf('doubler-long')).toEqual(['doubler-long']);
    expect(idsOf('doubler-1900', 'doubler-long')).toEqual([
      'doubler-lines',
      'doubler-mistaken',
      'doubler-long',
    ]);
  });
});
