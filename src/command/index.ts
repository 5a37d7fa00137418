#!/usr/bin/env node
// The command `sublinear`: what users of the package, and no others, can ask without a program of their own.
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { endWithReader } from './closedPipe.js';
import { program } from './program.js';
import { Refused } from './refused.js';

endWithReader();
const root = new URL('../', import.meta.url);
const { version }: { version: string } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const command = program(process.stdout, version, root);
for (const each of [command, ...command.commands.flatMap((child) => [child, ...child.commands])])
  each.exitOverride();

try {
  await command.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: unknown): number {
  // The parser has said what is wrong, or printed what was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  return error instanceof Refused ? 1 : 2;
}
