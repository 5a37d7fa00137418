import { Command } from 'commander';
import { checkCommand } from './check.js';
import { cloneCommands } from './clone.js';
import { drawCommand } from './draw.js';
import type { Output } from './output.js';
import { planCommand } from './plan.js';

/**
 * The command line of the package: every subcommand with its options, ready to parse.
 *
 * @param root - the package's folder, or the clone's
 */
export function program(output: Output, version: string, root: URL): Command {
  const command = new Command('sublinear')
    .description('Schedules that reverse long chains of steps in little memory: plan, draw and check them.')
    .version(version)
    .showHelpAfterError('(sublinear --help says more)')
    .addCommand(planCommand(output))
    .addCommand(drawCommand(output))
    .addCommand(checkCommand(output))
    .addHelpText('after', examples);
  for (const each of cloneCommands(root)) command.addCommand(each);
  return command;
}

const examples = `
Examples:
  sublinear plan --steps 1000 --state-bytes 4KiB --record-bytes 16KiB --budget 1MiB
  sublinear draw revolve --steps 10 --slots 3
  sublinear check schedule.json

Exit code: 0 if all is well, 1 if a schedule cannot be obeyed or a budget cannot hold, 2 if the command makes no sense.`;
