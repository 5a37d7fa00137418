import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import type { AnyExperiment, JsonRecord, Mode, Row, Shown } from '../experiment.js';
import { type FigureFiles, saveFigure } from '../harness/figure.js';
import { describe } from '../harness/outcome.js';
import { checked } from '../harness/predictions.js';
import { printed } from '../harness/printed.js';
import type { Shard } from '../harness/shard.js';
import { showing } from '../harness/showing.js';
import { fileOf, rowsOf } from '../harness/store.js';
import { type Swept, sweep } from '../harness/sweep.js';
import { chosen } from './chosen.js';
import { shard, wholeNumber } from './options.js';
import { BadUsage } from './refused.js';
import { type Registry, registryAt } from './registry.js';

interface Options {
  readonly quick: boolean;
  readonly full: boolean;
  readonly out: string;
  readonly jobs: number;
  readonly shard?: Shard;
  readonly retry: boolean;
  readonly fresh: boolean;
  readonly json: boolean;
  readonly registry?: string;
}

/** Measures what is missing, and shows it. */
export function runCommand(): Command {
  return new Command('run')
    .description('Measure experiments, draw their figures and set the numbers beside those of the papers.')
    .argument(
      '<names...>',
      'ids of experiments, keys of papers, or all; what takes hours is run by its id alone',
    )
    .option('--quick', 'few and small points: seconds; the default', false)
    .option('--full', "the paper's points: minutes, and hours where it says so", false)
    .option('--out <folder>', 'where results go', 'results')
    .option(
      '--jobs <n>',
      'processes at once, where no times are measured',
      wholeNumber,
      availableParallelism(),
    )
    .option('--shard <i/n>', 'measure the i-th of n parts only, and show nothing', shard)
    .option('--retry', 'measure again what came to no result', false)
    .option('--fresh', 'measure again what another commit, or changed files, had measured', false)
    .option('--json', 'one line of JSON for each point and one for each experiment', false)
    .option('--registry <module>', 'a module that exports experiments of your own')
    .addHelpText('after', examples)
    .action(async (names: readonly string[], options: Options) => {
      if (options.quick && options.full) throw new BadUsage('--quick and --full were both given; give one');
      const registry = await registryAt(options.registry);
      for (const experiment of chosen(registry.experiments, names)) {
        const isStopped = await run(experiment, registry, options);
        if (isStopped) break;
      }
    });
}

const examples = `
What was measured is not measured again, however a run ended: the same command goes on where it stopped.

Examples:
  sublinear run all --quick
  sublinear run griewank-walther-2000 --full
  sublinear run all --full --shard 3/16 --out /shared/results     on one of 16 machines
  sublinear report --out /shared/results                          afterwards

Exit code: 0 if all is well; 1 if a point has no result, or another one than theory says; 2 if the command makes no
sense; 130 and 143 after SIGINT and SIGTERM.`;

/** Whether a signal stopped it. */
async function run(experiment: AnyExperiment, { url }: Registry, options: Options): Promise<boolean> {
  const { json } = options;
  const mode: Mode = options.full ? 'full' : 'quick';
  const folder = resolve(options.out);
  if (!json) console.log(`\n${experiment.title}\n${experiment.question}\n`);
  const { jobs: atOnce, retry, fresh } = options;
  const swept = await sweep(experiment, {
    mode,
    folder,
    registry: url,
    atOnce,
    retry,
    fresh,
    shard: options.shard,
  });
  for (const remark of swept.remarks) console.error(`note: ${remark}`);
  if (json) for (const line of swept.lines) if (line !== undefined) console.log(JSON.stringify(line));
  if (swept.stoppedBy !== undefined) {
    console.error(`stopped by ${swept.stoppedBy}; what was measured is kept, and the same command goes on`);
    process.exitCode = swept.stoppedBy === 'SIGINT' ? 130 : 143;
    return true;
  }
  const rows = rowsOf(swept.lines);
  const complaints = [...missing(experiment, swept), ...checked(experiment, rows).objections];
  // A shard has not all that is to be shown.
  if (options.shard === undefined && rows.length > 0)
    await show(experiment, rows, { folder, json, complaints });
  if (!json) console.log(`\nlines   ${fileOf(folder, experiment.id, options.shard)}`);
  for (const complaint of complaints) console.error(`FAILED: ${complaint}`);
  if (complaints.length > 0) process.exitCode = 1;
  console.error(concluding(experiment, swept));
  return false;
}

/** The last line about an experiment. */
function concluding({ id }: AnyExperiment, { lines, measured, strangers }: Swept): string {
  const found = lines.filter((line) => line?.outcome.kind === 'finished').length;
  const whole = `${id}: ${found} of ${lines.length} points, ${measured} of them measured now`;
  return strangers === undefined
    ? whole
    : `${whole}; NOT OF THIS CODE: ${strangers} (--fresh measures them again)`;
}

async function show(
  experiment: AnyExperiment,
  rows: readonly Row<JsonRecord, JsonRecord>[],
  { folder, json, complaints }: { folder: string; json: boolean; complaints: string[] },
): Promise<void> {
  const shown = showing(experiment, rows);
  if (shown.problem !== undefined) complaints.push(shown.problem);
  const figures = await drawn(shown, join(folder, experiment.id));
  if (json) {
    const { comparisons, claims } = shown;
    console.log(JSON.stringify({ id: experiment.id, comparisons, claims, figures, complaints }));
    return;
  }
  console.log(`\n${printed(shown)}`);
  for (const { caption, png } of figures) console.log(`\n${caption}\n${png}`);
}

type Drawn = FigureFiles & { readonly caption: string };

async function drawn({ plots }: Shown, folder: string): Promise<readonly Drawn[]> {
  const figures: Drawn[] = [];
  for (const { name, caption, spec } of plots)
    figures.push({ caption, ...(await saveFigure(join(folder, name), spec)) });
  return figures;
}

function missing({ id, label }: AnyExperiment, { lines }: Swept): string[] {
  return lines.flatMap((line) => {
    if (line === undefined) return [`${id}: a point was not reached`];
    if (line.outcome.kind === 'finished') return [];
    return [`${id}, ${label(line.point)}: ${describe(line.outcome)}`];
  });
}
