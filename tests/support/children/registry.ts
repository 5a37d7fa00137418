// Experiments that take as long, and fail as badly, as a test of the harness asks for.
import { appendFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { type AnyExperiment, experiment, type Paper } from '../../../experiments/experiment.js';

const paper: Paper = { key: 'nobody-2000', authors: 'Nobody', year: 2000, title: 'Of nothing' };

export const slow = experiment({
  id: 'slow',
  paper,
  title: 'Squares, slowly',
  question: 'What is the square of n?',
  points: (mode) => Array.from({ length: mode === 'quick' ? 6 : 10 }, (_, n) => ({ n })),
  label: ({ n }) => `n = ${n}`,
  measure: async ({ n }: { n: number }) => {
    const log = process.env.SLOW_LOG ?? '';
    if (log !== '') appendFileSync(log, `${n}\n`);
    await setTimeout(150);
    return { square: n * n };
  },
  show: () => ({ plots: [], comparisons: [], claims: [] }),
});

export const frail = experiment({
  id: 'frail',
  paper,
  title: 'Ways to fail',
  question: 'What becomes of a point that fails?',
  points: () => ['answers', 'throws', 'dies', 'hangs', 'swallows memory'].map((way) => ({ way })),
  label: ({ way }) => way,
  timeoutMs: 3000,
  measure: async ({ way }: { way: string }) => {
    if (way === 'throws') throw new Error('no such luck');
    if (way === 'dies') process.kill(process.pid, 'SIGKILL');
    if (way === 'hangs') await setTimeout(60_000);
    if (way === 'swallows memory') throw new RangeError('Array buffer allocation failed');
    return { way };
  },
  show: () => ({ plots: [], comparisons: [], claims: [] }),
});

export const experiments: readonly AnyExperiment[] = [slow, frail] as never;
