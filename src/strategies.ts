import { type StrategyRow, table } from './checkpoint/table.js';
import { withinBudget } from './checkpoint/withinBudget.js';

const everyRow = {
  ...table,
  withinBudget: {
    call: "withinBudget({ bytes: '64 MiB' })",
    memory: 'at most the bytes given, of the whole run',
    advances: 'the fewest that fit: mixed by bytes, or any other of the table',
    exact: true,
    colour: '#332288',
    longest: 4000,
    usual: () => withinBudget({ bytes: '64 MiB' }),
  },
} satisfies Record<string, StrategyRow>;

export type StrategyName = keyof typeof everyRow;

/** Every strategy: what the tests, the docs and the experiments iterate over. */
export const strategies: Readonly<Record<StrategyName, StrategyRow>> = everyRow;
