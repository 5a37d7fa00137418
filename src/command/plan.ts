import { Command } from 'commander';
import { formatPlan } from '../checkpoint/formatPlan.js';
import { type PlanRow, plan } from '../checkpoint/plan.js';
import { bytes, cost, whole } from './numbers.js';
import type { Output } from './output.js';
import { Refused } from './refused.js';

interface Options {
  readonly steps: number;
  readonly stateBytes: number;
  readonly recordBytes: number;
  readonly advanceCost: number;
  readonly recordCost: number;
  readonly sweepCost: number;
  readonly budget?: number;
  readonly json: boolean;
}

/** Ranks every strategy for a chain of equal steps. */
export function planCommand(output: Output): Command {
  return new Command('plan')
    .description('Rank every strategy for a chain of equal steps, each at its best size for a budget.')
    .requiredOption('--steps <n>', 'how many steps the chain has', whole(0))
    .requiredOption('--state-bytes <bytes>', 'what one state takes', bytes)
    .requiredOption(
      '--record-bytes <bytes>',
      'what the sweep of one step needs beyond the states at its ends',
      bytes,
    )
    .option('--budget <bytes>', 'the most that may be live at once; no limit if absent', bytes)
    .option('--advance-cost <cost>', 'of running a step, in any unit', cost, 1)
    .option('--record-cost <cost>', 'of running it with its residuals kept', cost, 1)
    .option('--sweep-cost <cost>', 'of pulling cotangents back through it', cost, 1)
    .option('--json', 'one line of JSON instead of a table', false)
    .addHelpText(
      'after',
      '\nExample:\n  sublinear plan --steps 1000 --state-bytes 4KiB --record-bytes 16KiB --budget 1MiB',
    )
    .action((options: Options) => {
      const { steps, budget, json, ...profile } = options;
      const found = plan({ extent: steps, ...profile }, budget === undefined ? {} : { budgetBytes: budget });
      output.write(
        `${json ? JSON.stringify({ ...found, rows: found.rows.map(withoutSchedule) }) : formatPlan(found)}\n`,
      );
      if (found.best === undefined && found.rows.length > 0) {
        throw new Refused(
          `no strategy reverses the chain in ${budget} bytes; ${found.smallestBytes} are needed at least`,
        );
      }
    });
}

function withoutSchedule({ schedule: _, ...row }: PlanRow): Omit<PlanRow, 'schedule'> {
  return row;
}
