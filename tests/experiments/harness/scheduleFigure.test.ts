import { expect, test } from 'vitest';
import { toSvg } from '../../../experiments/harness/figure.js';
import { scheduleFigure } from '../../../experiments/harness/scheduleFigure.js';
import { revolve } from '../../../src/index.js';

test('a schedule is drawn action by action, with the states that are held', async () => {
  const extent = 10;
  const schedule = revolve({ slots: 3 }).schedule({ extent });
  const svg = await toSvg(scheduleFigure('revolve(3) on 10 steps', { schedule, extent }));
  for (const verb of ['advance', 'record', 'sweep']) expect(svg).toContain(verb);
});

test('a schedule that cannot be obeyed is refused', () => {
  const schedule = [{ verb: 'sweep', from: 1, to: 0 }] as const;
  expect(() => scheduleFigure('nonsense', { schedule, extent: 1 })).toThrow(/step 0/);
});
