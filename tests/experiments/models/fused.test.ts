import { describe, expect, test } from 'vitest';
import type { Cell } from '../../../experiments/models/cell.js';
import { models } from '../../../experiments/models/index.js';
import {
  add,
  type FullTree,
  leavesOf,
  mapTree,
  multiply,
  normal,
  randomStream,
  revolve,
  scan,
  storeAll,
  sum,
  Tape,
  type Tensor,
  type Tree,
  tidy,
} from '../../../src/index.js';
import * as unfused from '../../support/unfusedCells.js';

type Step = Cell<Tree, FullTree>['step'];

const inputs = 3;
const hidden = 5;
const batch = 4;
const steps = 6;

describe.each(['elman', 'irnn', 'lstm', 'gru'] as const)('%s', (name) => {
  const cell = models[name] as unknown as Cell<Tree, FullTree>;
  const plain = Object.entries(unfused).find(([each]) => each === name)?.[1] as unknown as Step;

  test.each(['float32', 'float64'] as const)(
    'has the loss and gradient of one primitive after the other in %s',
    (dtype) => {
      tidy(() => {
        const [fused, wanted] = [cell.step, plain].map((step) => resultOf(cell, step, dtype));
        // Bits, but for the sign of a zero: where a slice is pulled back, zeros are added to it.
        expect(fused!.length).toBe(wanted!.length);
        expect(fused!.every((value, place) => value === wanted![place])).toBe(true);
        expect(wanted!.filter((value) => value !== 0).length).toBeGreaterThan(wanted!.length / 2);
      });
    },
  );

  test('has no more residual bytes at the peak of a run than one primitive after the other', () => {
    tidy(() => {
      const [fused, wanted] = [cell.step, plain].map((step) => recordBytesOf(cell, step));
      expect(fused).toBeLessThanOrEqual(wanted!);
    });
  });
});

function problemOf(cell: Cell<Tree, FullTree>, step: Step, dtype: 'float32' | 'float64') {
  const stream = randomStream('fused');
  const sizes = { inputs, hidden, dtype };
  const drawn = (leaf: Tensor): Tensor => normal(leaf.shape, { key: stream.key(), deviation: 0.7, dtype });
  const parameters = mapTree(cell.parameters(stream, sizes), drawn);
  const state = mapTree(cell.initialState(batch, sizes), drawn);
  const data = normal([steps, batch, inputs], { key: stream.key(), dtype });
  const loss = (given: { parameters: Tree; state: FullTree }): Tensor => {
    const last = scan(step, { ...given, inputs: data }).state;
    return leavesOf(last)
      .map((leaf, place) => sum(multiply(multiply(leaf, leaf), place + 1)))
      .reduce((a, b) => add(a, b));
  };
  return { loss, point: { parameters, state } };
}

function resultOf(cell: Cell<Tree, FullTree>, step: Step, dtype: 'float32' | 'float64'): number[] {
  const { loss, point } = problemOf(cell, step, dtype);
  const { value, gradient } = new Tape({ strategy: revolve({ slots: 2 }) }).gradient(loss, point);
  return [value, ...leavesOf(gradient)].flatMap((leaf) => Array.from(leaf.toArray()));
}

function recordBytesOf(cell: Cell<Tree, FullTree>, step: Step): number {
  const { loss, point } = problemOf(cell, step, 'float32');
  const { report } = new Tape({ strategy: storeAll() }).gradient(loss, point);
  return report.peakByAccount.residual;
}
