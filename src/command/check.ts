import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { fromJson } from '../checkpoint/json.js';
import { ScheduleError } from '../errors.js';
import { tally } from '../tape/tally.js';
import type { Output } from './output.js';
import { Refused } from './refused.js';

/** Plays a stored schedule without computing: whether it can be obeyed, and what it costs. */
export function checkCommand(output: Output): Command {
  return new Command('check')
    .description('Check a schedule that was stored with toJson: whether it can be obeyed, and what it costs.')
    .argument('<file>', 'the schedule, as JSON; - for standard input')
    .option('--json', 'one line of JSON instead of text', false)
    .addHelpText('after', '\nExample:\n  sublinear draw sqrt --steps 100 --json | sublinear check -')
    .action((file: string, { json }: { json: boolean }) => {
      const { extent, name, schedule } = read(file);
      const counts = refusing(() => tally(schedule, extent));
      output.write(
        json ? `${JSON.stringify({ name, extent, ...counts })}\n` : text(file, { name, extent, counts }),
      );
    });
}

function read(file: string): ReturnType<typeof fromJson> {
  const text = textOf(file);
  return refusing(() => fromJson(text));
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new Error(
      `check: ${file} cannot be read (${found}); give a file that toJson wrote, or - for standard input`,
    );
  }
}

function refusing<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof ScheduleError) throw new Refused(error.message, { cause: error });
    throw error;
  }
}

function text(
  file: string,
  { name, extent, counts }: { name: string | undefined; extent: number; counts: ReturnType<typeof tally> },
): string {
  const lines = Object.entries(counts).map(([count, value]) => `  ${count.padEnd(16)} ${value}`);
  return `${name ?? file}: a chain of ${extent} steps is reversed\n${lines.join('\n')}\n`;
}
