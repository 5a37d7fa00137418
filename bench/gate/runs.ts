import { online, periodic, revolve, rotor, type Strategy, storeAll, withinBudget } from 'sublinear';
import { models } from '../../experiments/models/index.js';
import { counted } from './counted.js';
import type { Figure } from './figure.js';
import { layered, type Program, recurrent } from './programs.js';

const sizes = { steps: 64, batch: 8, hidden: 32, inputs: 16 };
const widths = [16, 64, 32, 128, 16, 96, 48, 24, 80, 16, 8];

/** The exact figures of every run that the gate watches. */
export function countedRuns(): readonly Figure[] {
  return [
    ...under(recurrent(models.elman, sizes), [...anywhere, withinBudget({ bytes: '64 KiB' })]),
    ...under(recurrent(models.irnn, sizes), [...anywhere, withinBudget({ bytes: '64 KiB' })]),
    ...under(recurrent(models.gru, sizes), [...anywhere, withinBudget({ bytes: '160 KiB' })]),
    ...under(recurrent(models.lstm, sizes), [...anywhere, withinBudget({ bytes: '160 KiB' })]),
    ...under(recurrent(models.lstm, sizes, { isEndKnown: false }), [online({ slots: 6 })]),
    ...under(layered(8, widths), [storeAll(), rotor({ bytes: '12 KB' })]),
  ];
}

const anywhere: readonly Strategy[] = [storeAll(), revolve({ slots: 6 }), periodic({ every: 8 })];

function under(program: Program, strategies: readonly Strategy[]): readonly Figure[] {
  using made = program;
  return strategies.flatMap((strategy) => counted(made, strategy));
}
