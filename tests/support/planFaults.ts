import {
  BudgetError,
  bisect,
  chainProfiles,
  internal,
  mixed,
  online,
  periodic,
  plan,
  type Report,
  recomputeAll,
  recursive,
  revolve,
  rotor,
  type Strategy,
  segmented,
  sqrt,
  storeAll,
  Tape,
  tidy,
  treeverse,
  twoLevel,
  wangMoin,
  withinBudget,
} from '../../src/index.js';
import { numbersOf } from './programs.js';
import { type RandomProgram, randomProgram } from './randomPrograms.js';

/** Strategies of the table, in sizes that matter to short chains. */
const everyStrategy: readonly Strategy[] = [
  storeAll(),
  recomputeAll(),
  ...[2, 3, 5].map((every) => periodic({ every })),
  sqrt(),
  bisect(),
  recursive({ branching: 3 }),
  ...[1, 2, 4].map((slots) => treeverse({ slots })),
  ...[1, 2, 3].map((slots) => revolve({ slots })),
  ...[1, 2].map((records) => internal({ records })),
  ...[3, 8].map((units) => mixed({ units })),
  twoLevel({ every: 3, inner: revolve({ slots: 2 }) }),
  segmented(),
  ...[1, 2].map((slots) => online({ slots })),
  wangMoin({ slots: 2 }),
];

interface Ran {
  readonly numbers: readonly number[];
  readonly report: Report;
}

class Faults {
  readonly #program: RandomProgram;
  readonly #compile: boolean;
  readonly found: string[] = [];

  constructor(program: RandomProgram, compile: boolean) {
    this.#program = program;
    this.#compile = compile;
  }

  run(strategy: Strategy): Ran {
    const { loss, parameters } = this.#program;
    return tidy(() => {
      const tape = new Tape({ strategy, compile: this.#compile });
      const { value, gradient, report } = tape.gradient(loss, parameters);
      if (report.peakBytes !== report.predicted?.peakBytes)
        this.found.push(
          `${strategy.name}: predicted ${report.predicted?.peakBytes}, ran ${report.peakBytes}`,
        );
      return { numbers: [value.item(), ...numbersOf(gradient)], report };
    });
  }

  /** What a strategy takes, by shapes only. */
  peakOf(strategy: Strategy): number {
    const { loss, parameters } = this.#program;
    const predicted = new Tape({ strategy, compile: this.#compile }).predict(loss, parameters);
    return predicted?.peakBytes ?? Number.POSITIVE_INFINITY;
  }

  /** What a plan says a run needs, and what it then needs, of every row. */
  compareRows(): void {
    const { loss, parameters } = this.#program;
    const profiles = chainProfiles(loss, parameters, { compile: this.#compile });
    profiles.forEach((profile, nth) => {
      for (const row of plan(profile).rows) {
        const { report } = this.run(onlyAt(nth, profiles.length, row));
        if (report.peakBytes !== row.peakBytes)
          this.found.push(`chain ${nth}, ${row.name}: planned ${row.peakBytes}, ran ${report.peakBytes}`);
      }
    });
  }

  /** The smallest budget: enough, no more than any strategy takes, and the same whatever too little is asked for. */
  compareBudgets(all: Ran, peaks: readonly number[]): void {
    const least = this.#refused(1);
    if (least === undefined) return;
    const smallest = Math.min(...peaks);
    if (least > smallest) this.found.push(`at least ${least} are needed, but ${smallest} are enough`);
    for (const bytes of [least, Math.floor((least + all.report.peakBytes) / 2), all.report.peakBytes]) {
      if (bytes >= least) this.#checkBudget(bytes, all);
    }
    const again = this.#refused(least - 1);
    if (again !== undefined && again !== least) this.found.push(`at least ${least}, then ${again}`);
  }

  #checkBudget(bytes: number, all: Ran): void {
    try {
      const { numbers, report } = this.run(withinBudget({ bytes }));
      if (report.peakBytes > bytes) this.found.push(`within ${bytes}: ${report.peakBytes}`);
      if (numbers.some((value, place) => !Object.is(value, all.numbers[place])))
        this.found.push(`within ${bytes}: another gradient`);
    } catch (error) {
      if (!(error instanceof BudgetError)) throw error;
      this.found.push(`within ${bytes}: ${error.message}`);
    }
  }

  #refused(bytes: number): number | undefined {
    try {
      this.run(withinBudget({ bytes }));
      this.found.push(`within ${bytes}: not refused`);
      return undefined;
    } catch (error) {
      if (!(error instanceof BudgetError)) throw error;
      return error.askedBytes;
    }
  }
}

/** A strategy that obeys a row at one chain, and records the others. */
function onlyAt(
  chain: number,
  count: number,
  row: { name: string; schedule: Strategy['schedule'] },
): Strategy {
  let asked = 0;
  return {
    name: row.name,
    source: storeAll().source,
    schedule: (profile) => {
      if (profile.isNested) return storeAll().schedule(profile);
      // Every schedule is made twice, once to be checked, and the run is measured before it runs.
      const nth = Math.floor(asked++ / 2) % count;
      return nth === chain ? row.schedule(profile) : storeAll().schedule(profile);
    },
  };
}

/** What is wrong with the plans of the program of a seed, in words; nothing if all is well. */
export function planFaults(seed: number): readonly string[] {
  return tidy(() => {
    const program = randomProgram(seed);
    const compile = seed % 3 !== 0;
    const faults = new Faults(program, compile);
    try {
      const all = faults.run(storeAll());
      faults.compareRows();
      const others = everyStrategy.map((strategy, nth) =>
        (seed + nth) % 5 === 0 ? faults.run(strategy).report.peakBytes : faults.peakOf(strategy),
      );
      const rotors = [0.1, 0.3].map((share) => {
        const bytes = Math.ceil(share * all.report.peakByAccount.residual) + 1;
        return rotored(faults, bytes);
      });
      faults.compareBudgets(all, [...others, ...rotors.flat()]);
    } catch (error) {
      faults.found.push(String(error instanceof Error ? error.stack : error));
    }
    return faults.found.length === 0 ? [] : [`${seed} ${compile} ${program.text}`, ...faults.found];
  });
}

function rotored(faults: Faults, bytes: number): readonly number[] {
  try {
    const { report } = faults.run(rotor({ bytes }));
    return [report.peakBytes];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}
