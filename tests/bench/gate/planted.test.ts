// Mistakes that the gate is there for, made on purpose in what it runs.
import { advance, defaultArena, restore, revolve, type Schedule, type Strategy, storeAll } from 'sublinear';
import { expect, test } from 'vitest';
import { type Comparison, compareFigures, fails } from '../../../bench/gate/compare.js';
import { counted } from '../../../bench/gate/counted.js';
import { type Figure, spread } from '../../../bench/gate/figure.js';
import { type Program, recurrent } from '../../../bench/gate/programs.js';
import { timesInYardsticks } from '../../../bench/gate/times.js';
import { elman } from '../../../experiments/models/elman.js';

const sizes = { steps: 20, batch: 2, hidden: 8, inputs: 4 };

function failures(before: readonly Figure[], now: readonly Figure[]): readonly Comparison[] {
  const machine = { cpu: 'this one', node: 'this one' };
  return compareFigures({ machine, figures: before }, { machine, figures: now }).filter(fails);
}

function countedOnce(program: Program, strategy: Strategy): readonly Figure[] {
  using made = program;
  return counted(made, strategy);
}

test('the same run twice has the same exact figures', () => {
  const strategy = revolve({ slots: 4 });
  const figures = countedOnce(recurrent(elman, sizes), strategy);
  expect(countedOnce(recurrent(elman, sizes), strategy)).toEqual(figures);
});

test('a buffer that every step leaves behind is caught', () => {
  const leaking = {
    ...elman,
    step: (...given: Parameters<typeof elman.step>) => {
      defaultArena().allocate(64, 'outside');
      return elman.step(...given);
    },
  };
  const strategy = revolve({ slots: 4 });
  const before = countedOnce(recurrent(elman, sizes), strategy);
  const [left, ...others] = failures(before, countedOnce(recurrent(leaking, sizes), strategy));
  expect(left).toMatchObject({ name: 'Elman under revolve(4): bytes left after the run', unit: 'bytes' });
  expect(left?.baseline?.value).toBe(0);
  expect(left?.now?.value).toBeGreaterThanOrEqual(64 * sizes.steps);
  expect(others).toEqual([]);
});

test('one step that is run again and need not be is caught', () => {
  const strategy = revolve({ slots: 4 });
  const wasteful: Strategy = { ...strategy, schedule: (profile) => oneStepMore(strategy.schedule(profile)) };
  const program = recurrent(elman, sizes);
  const worse = failures(counted(program, strategy), counted(program, wasteful));
  const name = 'Elman under revolve(4)';
  expect(worse.map((each) => each.name)).toEqual([
    `${name}: advanced`,
    `${name}: restores`,
    `${name}: operations`,
  ]);
  const [advanced] = worse;
  expect(advanced?.now?.value).toBe((advanced?.baseline?.value ?? 0) + 1);
  program[Symbol.dispose]();
});

/** Advances the first step in vain before anything else is done with the first state. */
function* oneStepMore(schedule: Schedule): Generator<ReturnType<typeof advance>> {
  let isFirst = true;
  for (const action of schedule) {
    yield action;
    if (isFirst) yield* [advance(0, 1), restore(0, 0)];
    isFirst = false;
  }
}

test('a run that takes twice as long is caught', () => {
  using program = recurrent(elman, { steps: 64, batch: 16, hidden: 64, inputs: 32 });
  const run = program.taped({ strategy: storeAll(), predict: false });
  // Both in the same rounds, so that the engine has compiled as much of the one as of the other.
  const { once, twice } = timesInYardsticks(
    {
      once: () => void run(),
      twice: () => {
        run();
        run();
      },
    },
    { rounds: 31 },
  );
  const gradient = (ratios: readonly number[]): readonly Figure[] => [
    { name: 'gradient', unit: 'yardsticks', ...spread(ratios) },
  ];
  expect(failures(gradient(once ?? []), gradient(twice ?? [])).map(({ name }) => name)).toEqual(['gradient']);
});
