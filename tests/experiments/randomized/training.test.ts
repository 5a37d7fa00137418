import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { methods } from '../../../experiments/randomized/hyperparameters.js';
import { ordered } from '../../../experiments/randomized/ordered.js';
import { readReached, removeReached, writeReached } from '../../../experiments/randomized/snapshotFile.js';
import { training } from '../../../experiments/randomized/training.js';
import { type Training, trained } from '../../../experiments/randomized/trainingRun.js';

const folder = mkdtempSync(join(tmpdir(), 'sublinear-training-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const small = {
  problem: 'rows',
  method: 'project',
  seed: 1,
  iterations: 4,
  evaluateEvery: 1,
  digits: 20,
} satisfies Training;

describe('a training run', () => {
  test.each(methods)('learns by %s', (method) => {
    const { curve, testAccuracy, peakBytes } = trained({
      ...small,
      method,
      problem: 'images',
      iterations: 8,
    });
    expect(curve.iterations).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    // Ten classes at random have a cross entropy of ln 10, 2.3.
    expect(curve.losses[8]).toBeLessThan(curve.losses[0]! - 0.05);
    expect(testAccuracy).toBeGreaterThan(0.1);
    expect(peakBytes).toBeGreaterThan(0);
  });

  test('that is cut off goes on where it was, and comes to the same', () => {
    const snapshot = join(folder, 'cut.json');
    const options = { snapshot, segmentLength: 2 };
    const whole = trained(small, { segmentLength: 2 });
    const cut = new Error('cut off');
    const run = (): unknown =>
      trained(small, {
        ...options,
        onSegment: () => {
          throw cut;
        },
      });
    expect(run).toThrow(cut);
    expect(existsSync(snapshot)).toBe(true);
    const segments: number[] = [];
    expect(trained(small, { ...options, onSegment: (done) => segments.push(done) })).toEqual(whole);
    expect(segments).toEqual([2]);
    expect(existsSync(snapshot)).toBe(false);
  });
});

test('what a run has come to is read as it was written', () => {
  const path = join(folder, 'deep', 'reached.json');
  expect(readReached(path)).toBeUndefined();
  const reached = {
    segments: 3,
    state: { a: 1 },
    parameters: [new Float32Array([1, 2.5]), new Float32Array([])],
  };
  writeReached(path, reached);
  expect(readReached(path)).toEqual(reached);
  removeReached(path);
  expect(readReached(path)).toBeUndefined();
});

describe('losses are ordered', () => {
  const at = (name: string, ...losses: number[]) => ({ name, losses });

  test('if they are two standard errors apart', () => {
    expect(ordered(at('a', 0.1, 0.11, 0.12), at('b', 0.2, 0.21, 0.22)).holds).toBe(true);
    expect(ordered(at('b', 0.2, 0.21, 0.22), at('a', 0.1, 0.11, 0.12)).holds).toBe(false);
  });

  test('and not if seeds scatter more, or there is one', () => {
    expect(ordered(at('a', 0.1, 0.3), at('b', 0.2, 0.22)).holds).toBeUndefined();
    const { holds, found } = ordered(at('a', 0.1), at('b', 0.2));
    expect(holds).toBeUndefined();
    expect(found).toBe('a 0.100, b 0.200: 0.50 of it, from 1 seeds: too few to tell');
  });
});

test('curves, tables and claims are made of the runs', () => {
  const values = (loss: number) => ({
    curve: { iterations: [0, 10, 20, 30], losses: [2.3, loss, loss, loss] },
    testLoss: loss,
    testAccuracy: 0.9,
    peakBytes: 1024,
    batch: 150,
  });
  const losses = {
    baseline: 0.1,
    'reduced batch': 0.4,
    'same sample': 0.3,
    'different sample': 0.2,
    project: 0.3,
  };
  const rows = methods.flatMap((method) =>
    [0, 1].map((seed) => ({
      point: { problem: 'images' as const, method, seed, iterations: 30, evaluateEvery: 10, digits: 10 },
      values: values(losses[method] * (1 + seed / 100)),
    })),
  );
  const { plots, comparisons, claims } = training.show(rows);
  expect(plots.map(({ name }) => name)).toEqual(['training-images']);
  expect(comparisons[0]?.rows).toHaveLength(5);
  expect(claims.map(({ holds }) => holds)).toEqual([true, true, true, true]);
});
