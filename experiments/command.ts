// The part of the command `sublinear` that measures: in a clone of the project, where its data and plots are.
import { CommanderError } from 'commander';
import { endWithReader } from '../src/command/closedPipe.js';
import { program } from './command/program.js';
import { BadUsage } from './command/refused.js';

endWithReader();
try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: unknown): number {
  // The parser has said what is wrong, or printed what was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  return error instanceof BadUsage ? 2 : 1;
}
