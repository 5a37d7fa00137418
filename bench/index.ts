import { Argument, Command } from 'commander';
import { checkCost } from './checkCost.js';
import { kernels } from './kernels.js';
import { mixedBudget } from './mixedBudget.js';
import { nativeProduct } from './nativeProduct.js';
import { planning } from './planning.js';
import { randomizedSweep } from './randomizedSweep.js';
import { revolveTime } from './revolveTime.js';
import { scheduleStreams } from './scheduleStreams.js';
import { tapeOverhead } from './tapeOverhead.js';
import { trainingStep } from './trainingStep.js';

const suites: Readonly<Record<string, () => Promise<void>>> = {
  kernels,
  tapeOverhead,
  nativeProduct,
  mixedBudget,
  revolveTime,
  checkCost,
  randomizedSweep,
  planning,
  scheduleStreams,
  trainingStep: () => trainingStep({ isJson: command.opts<{ json?: true }>().json ?? false }),
};

const names = new Argument('[suites...]', 'which of them, or all').choices([...Object.keys(suites), 'all']);
const command = new Command('npm run bench --')
  .description('Times parts of this project; prints, and never judges.')
  .addArgument(names)
  .option('--json', 'trainingStep prints lines of JSON')
  .parse();

if (command.args.length === 0) {
  command.error(`error: which suites? ${[...Object.keys(suites), 'all'].join(', ')}`, { exitCode: 2 });
}

for (const [name, suite] of Object.entries(suites)) {
  if (command.args.includes('all') || command.args.includes(name)) await suite();
}
