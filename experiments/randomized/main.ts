// The experiments of randomized differentiation: npm run randomized -- <name> [--full].
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Argument, Command, InvalidArgumentError } from 'commander';
import type { AnyExperiment, JsonRecord, Row, Shown } from '../experiment.js';
import { saveFigure } from '../harness/figure.js';
import { describe } from '../harness/outcome.js';
import { fileOf, type Line } from '../harness/store.js';
import { sweep } from '../harness/sweep.js';
import { table } from '../harness/table.js';
import { experiments } from './index.js';

const prefix = 'randomized-';
const names = experiments.map(({ id }) => id.slice(prefix.length));

const command = new Command('npm run randomized --')
  .description(
    'Measures what random estimates of residuals save and cost. What was measured is not measured again.',
  )
  .addArgument(new Argument('[names...]', 'which experiments; all if none is named').choices(names))
  .option(
    '--full',
    "the paper's sizes: hours, and weeks for sequential MNIST pixel by pixel; can be cut off",
    false,
  )
  .option('--out <folder>', 'where results go', 'results')
  .option('--jobs <n>', 'processes at once', wholeNumber, availableParallelism())
  .option('--retry', 'measure again what came to no result', false)
  .addHelpText('after', '\nExit code: 0 if every point has a result; 1 if not.')
  .parse();

const options = command.opts<{ full: boolean; out: string; jobs: number; retry: boolean }>();
const chosen = experiments.filter(
  ({ id }) => command.args.length === 0 || command.args.includes(id.slice(prefix.length)),
);

for (const each of chosen) if (!(await run(each))) process.exitCode = 1;

/** Whether every point has a result. */
async function run(experiment: AnyExperiment): Promise<boolean> {
  const folder = resolve(options.out);
  console.log(`\n${experiment.title}\n${experiment.question}\n`);
  const { lines, remarks, stoppedBy } = await sweep(experiment, {
    mode: options.full ? 'full' : 'quick',
    folder,
    registry: new URL('./index.ts', import.meta.url),
    atOnce: options.jobs,
    retry: options.retry,
  });
  if (stoppedBy !== undefined) process.kill(process.pid, stoppedBy);
  const rows = lines.flatMap(rowOf);
  const shown = experiment.show(rows);
  print(shown);
  for (const { name, caption, spec } of shown.plots) {
    const files = await saveFigure(join(folder, experiment.id, name), spec);
    console.log(`\n${caption}\n${files.png}`);
  }
  console.log(`\nlines   ${fileOf(folder, experiment.id)}`);
  for (const remark of remarks) console.error(`note: ${remark}`);
  for (const line of lines) complain(line, experiment);
  return rows.length === lines.length;
}

function rowOf(line: Line | undefined): Row<JsonRecord, JsonRecord>[] {
  return line?.outcome.kind === 'finished' ? [{ point: line.point, values: line.outcome.result }] : [];
}

function complain(line: Line | undefined, { label }: AnyExperiment): void {
  if (line === undefined) console.error('FAILED: a point was not reached');
  else if (line.outcome.kind !== 'finished')
    console.error(`FAILED: ${label(line.point)}: ${describe(line.outcome)}`);
}

function print({ comparisons, claims }: Shown): void {
  for (const { title, note, rows } of comparisons) {
    const hasTheirs = rows.some(({ theirs }) => theirs !== '');
    const columns = [
      { title: '', align: 'left' as const, cell: ({ what }: { what: string }) => what },
      { title: 'ours', cell: ({ ours }: { ours: number | string }) => String(ours) },
      ...(hasTheirs
        ? [{ title: 'theirs', cell: ({ theirs }: { theirs: number | string }) => String(theirs) }]
        : []),
    ];
    console.log(`\n${title}\n${table(columns, rows)}${note === undefined ? '' : `\n${note}`}`);
  }
  console.log('');
  for (const { text, holds, found } of claims) {
    const verdict = holds === undefined ? 'cannot be told here' : holds ? 'holds' : 'does not hold here';
    console.log(`${verdict}: ${text}\n  ${found}`);
  }
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError(`it is '${text}'; a whole number of at least 1 is needed.`);
}
