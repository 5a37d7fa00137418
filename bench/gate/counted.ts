import { accounts, defaultArena, type Report, type Strategy } from 'sublinear';
import type { Figure, Unit } from './figure.js';
import type { Program } from './programs.js';

/**
 * What one gradient of a program costs under a strategy, as far as it is exact and the same on every machine: bytes by the
 * ledger, counts, operations, entries on the tape, and the bytes that are left when it is done.
 */
export function counted(program: Program, strategy: Strategy): readonly Figure[] {
  const arena = defaultArena();
  const before = arena.liveBytes;
  const report = program.taped({ strategy })();
  const name = `${program.name} under ${strategy.name}`;
  const figure = (what: string, unit: Unit, value: number): Figure => ({
    name: `${name}: ${what}`,
    unit,
    value,
  });
  return [
    figure('bytes left after the run', 'bytes', arena.liveBytes - before),
    figure('peak', 'bytes', report.peakBytes),
    ...accounts.map((account) => figure(`peak, ${account}`, 'bytes', report.peakByAccount[account])),
    ...counts.map(([what, unit, count]) => figure(what, unit, count(report))),
    ...operationsOf(report).map((operations) => figure('operations', 'operations', operations)),
    ...residualsOf(program, strategy).map((most) =>
      figure('residuals at once, not compiled', 'entries', most),
    ),
  ];
}

const counts: readonly (readonly [what: string, unit: Unit, count: (report: Report) => number])[] = [
  ['advanced', 'steps', ({ advancedSteps }) => advancedSteps],
  ['recorded', 'steps', ({ recordedSteps }) => recordedSteps],
  ['swept', 'steps', ({ sweptSteps }) => sweptSteps],
  ['snapshots written', 'events', ({ snapshotWrites }) => snapshotWrites],
  ['restores', 'events', ({ restores }) => restores],
  ['slots at once', 'entries', ({ peakSlots }) => peakSlots],
];

// Only a run that was measured beforehand knows them.
function operationsOf({ predicted }: Report): readonly number[] {
  return predicted?.operations === undefined ? [] : [predicted.operations];
}

/**
 * The most residuals that wait on the tape at once. A compiled step keeps what it needs in one block, so none are compiled.
 * Not of a budget: it is planned by measuring a run that records everything.
 */
function residualsOf(program: Program, strategy: Strategy): readonly number[] {
  if (strategy.budgetBytes !== undefined) return [];
  const arena = defaultArena();
  const { hold, release } = arena;
  let waiting = 0;
  let most = 0;
  arena.hold = (block, purpose) => {
    if (purpose === 'residual') waiting += 1;
    most = Math.max(most, waiting);
    hold.call(arena, block, purpose);
  };
  arena.release = (block, purpose) => {
    if (purpose === 'residual') waiting -= 1;
    release.call(arena, block, purpose);
  };
  try {
    program.taped({ strategy, compile: false, predict: false })();
  } finally {
    Object.assign(arena, { hold, release });
  }
  return [most];
}
