import { Command } from 'commander';
import { draw } from '../checkpoint/draw.js';
import { drawSvg } from '../checkpoint/drawSvg.js';
import { toJson } from '../checkpoint/json.js';
import type { StrategyRow } from '../checkpoint/table.js';
import { strategies } from '../strategies.js';
import type { Strategy } from '../tape/strategy.js';
import { bytes, whole } from './numbers.js';
import type { Output } from './output.js';
import { type Writer, writeWhole } from './writeWhole.js';

interface Options {
  readonly steps: number;
  readonly size?: number;
  readonly bytes?: number;
  readonly svg?: string;
  readonly json?: boolean;
}

/** Draws the schedule of a strategy, as text, as a picture, or as data. */
export function drawCommand(output: Output): Command {
  const command = new Command('draw')
    .description('Draw the schedule of a strategy: > advance, = record, < sweep, o a state that is kept.')
    .addHelpText(
      'after',
      '\nExamples:\n  sublinear draw revolve --steps 10 --slots 3\n  sublinear draw bisect --steps 64 --svg bisect.svg',
    );
  for (const [name, row] of Object.entries(strategies)) command.addCommand(drawOne(name, row, output));
  return command;
}

function drawOne(name: string, row: StrategyRow, output: Output): Command {
  const { sizedBy = 'slots' } = row;
  const command = new Command(name)
    .description(`${row.call}: ${row.memory}`)
    .requiredOption('--steps <n>', 'how many steps the chain has', whole(0));
  if (row.sized !== undefined) command.option(`--${sizedBy} <n>`, `how many ${sizedBy}`, whole(1));
  if (row.within !== undefined)
    command.option('--bytes <bytes>', 'how many bytes, where a state takes 1', bytes);
  return command
    .option('--svg <file>', 'a picture instead of text; - for standard output')
    .option('--json', 'the actions as JSON, for `sublinear check` and fromJson')
    .action(
      ({ steps, svg, json, ...given }: Options & Partial<Record<'slots' | 'records' | 'units', number>>) => {
        const strategy = instanceOf(row, { ...given, size: given[sizedBy] }, steps);
        const schedule = strategy.schedule({ extent: steps });
        const title = `${strategy.name}, ${steps} steps`;
        if (json === true) output.write(`${toJson(schedule, { extent: steps, name: strategy.name })}\n`);
        else if (svg === undefined) output.write(`${title}\n${draw(schedule, steps)}\n`);
        else if (svg === '-') output.write(drawSvg(schedule, steps, { title }));
        else writeWhole(svg, drawSvg(schedule, steps, { title }), writer);
      },
    );
}

/** Of the picture. */
const writer: Writer = {
  where: 'draw',
  advice: 'give another one, or - for standard output',
  makesFolders: false,
};

function instanceOf(
  row: StrategyRow,
  { size, bytes: within }: { readonly size?: number | undefined; readonly bytes?: number },
  steps: number,
): Strategy {
  if (size !== undefined && row.sized !== undefined) return row.sized(size, steps);
  if (within !== undefined && row.within !== undefined) return row.within(within);
  return row.usual(steps);
}
