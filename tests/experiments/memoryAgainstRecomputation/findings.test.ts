import { expect, test } from 'vitest';
import { type Finding, objections } from '../../../experiments/memoryAgainstRecomputation/findings.js';
import { pointsFor, strategyOf, weightOf } from '../../../experiments/memoryAgainstRecomputation/points.js';
import { type Figures, strategies, Tape, tensor, tidy } from '../../../src/index.js';
import { square, sum } from '../../../src/tape/index.js';

const points = pointsFor('full', (workload) => `${workload}.json`);

function finding(
  place: number,
  change: { digest?: string; report?: Partial<Figures>; liveBytesAfter?: number },
): Finding {
  const { report } = tidy(() => new Tape().gradient((w) => sum(square(w)), tensor([1, 2])));
  const measured = {
    strategy: 'one',
    loss: 1,
    digest: change.digest ?? 'same',
    report: { ...report, ...change.report },
    predicted: report.predicted,
    remarks: [],
    liveBytesAfter: change.liveBytesAfter ?? 0,
    residentBytes: 0,
    residentSince: 'lifetime',
    wallMs: [1],
  };
  return { point: points[place]!, measured };
}

test('findings that agree with each other and with their predictions raise no objection', () => {
  expect(objections([finding(0, {}), finding(1, {})])).toEqual([]);
});

test('a wrong prediction, another bit and bytes left behind are each named', () => {
  const wrong = { digest: 'other', report: { peakBytes: 7, advancedSteps: 3 }, liveBytesAfter: 64 };
  const { measured } = finding(0, {});
  expect(objections([finding(0, {}), finding(1, wrong)])).toEqual([
    `one on irnn: peak bytes: 7 measured, ${measured.predicted?.peakBytes} predicted`,
    'one on irnn: advanced steps: 3 measured, 0 predicted',
    'one on irnn: its loss and gradient differ from those of one in some bit',
    'one on irnn: 64 bytes were still held after the run; 0 are needed',
  ]);
});

test('every strategy of the table is measured on both workloads, and the work of each point is known', () => {
  for (const workload of ['irnn', 'lstm']) {
    const own = points.filter((point) => point.workload === workload);
    expect(new Set(own.map(({ strategy }) => strategy))).toEqual(new Set(Object.keys(strategies)));
  }
  const heaviest = points.reduce((a, b) => (weightOf(a) > weightOf(b) ? a : b));
  expect(strategyOf(heaviest).name).toBe('recompute all');
});
