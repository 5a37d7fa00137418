import { expect, test } from 'vitest';
import { stacked } from '../../../experiments/chen/stacked.js';
import { elman } from '../../../experiments/models/elman.js';
import { normal, randomStream, tidy } from '../../../src/index.js';

const sizes = { inputs: 3, hidden: 4, dtype: 'float64' } as const;

test('a layer reads the hidden state of the one below, in the same step', () => {
  tidy(() => {
    const cell = stacked(elman, 2);
    const stream = randomStream('stacked');
    const [below, above] = cell.parameters(stream, sizes);
    const input = normal([5, 3], { key: stream.key(), dtype: 'float64' });
    const [first, second] = cell.initialState(5, sizes);
    const { state } = cell.step([below!, above!], [first!, second!], input);
    const byHand = elman.step(below!, first!, input).state;
    const onTop = elman.step(above!, second!, byHand).state;
    expect(state.map((each) => [...each.toArray()])).toEqual(
      [byHand, onTop].map((each) => [...each.toArray()]),
    );
    expect(cell.hidden(state)).toBe(state[1]);
  });
});
