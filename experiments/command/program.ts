import { Command } from 'commander';
import { listCommand } from './list.js';
import { reportCommand } from './report.js';
import { runCommand } from './run.js';

/** The command line of the experiments: every subcommand with its options, ready to parse; it throws what is wrong. */
export function program(): Command {
  const command = new Command('sublinear')
    .description(
      'Experiments on memory, recomputation and variance: the figures of the papers, on real runs.',
    )
    .addCommand(listCommand())
    .addCommand(runCommand())
    .addCommand(reportCommand())
    .addHelpText('after', exitCodes);
  for (const each of [command, ...command.commands])
    each.exitOverride().showHelpAfterError('(--help says more)');
  return command;
}

const exitCodes = `
Exit code: 0 if all is well; 1 if a point has no result, or another one than theory says; 2 if the command makes no
sense; 130 and 143 after SIGINT and SIGTERM. A claim of a paper that does not hold here is said, and is no failure.`;
