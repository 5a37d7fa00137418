// The main job: memory against recomputation, measured on real data, every strategy in a process of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { describe, takenBy } from './harness/outcome.js';
import { runPool } from './harness/pool.js';
import { Progress } from './harness/progress.js';
import { provenance } from './harness/provenance.js';
import { appendResult, removeResults } from './harness/results.js';
import { writeBatch } from './memoryAgainstRecomputation/batchFile.js';
import { type Finding, objections } from './memoryAgainstRecomputation/findings.js';
import type { Measured } from './memoryAgainstRecomputation/measure.js';
import { type Point, pointsFor, strategyOf, weightOf } from './memoryAgainstRecomputation/points.js';
import { drawTrade, headingOf, tableOf } from './memoryAgainstRecomputation/show.js';
import { type WorkloadName, workloads } from './memoryAgainstRecomputation/workloads.js';

const command = new Command('npm start --')
  .description(
    'Measures memory against recomputation: an IRNN on sequential MNIST and an LSTM on text, under every strategy, ' +
      'each in a fresh process. Prints a table, draws a figure, and writes one JSON line per point.',
  )
  .option('--quick', 'shorter sequences and fewer sizes: 15 seconds instead of two minutes', false)
  .option('--out <folder>', 'where results go', join('results', 'main'))
  .option(
    '--jobs <n>',
    'processes at once; milliseconds are true only with 1',
    wholeNumber,
    availableParallelism(),
  )
  .addHelpText('after', helpAfter())
  .allowExcessArguments(false)
  .parse();

const { quick, out, jobs } = command.opts<{ quick: boolean; out: string; jobs: number }>();

process.exitCode = await run();

async function run(): Promise<number> {
  const folder = resolve(out);
  const lines = join(folder, 'points.jsonl');
  removeResults(lines);
  const scratch = mkdtempSync(join(tmpdir(), 'sublinear-'));
  try {
    const points = prepared(scratch);
    const findings = await measured(points, lines);
    return await concluded(points, findings, folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function prepared(scratch: string): readonly Point[] {
  const mode = quick ? 'quick' : 'full';
  const batchFile = (name: WorkloadName): string => join(scratch, `${name}.json`);
  for (const name of ['irnn', 'lstm'] as const) {
    writeBatch(batchFile(name), workloads[name].batch(workloads[name].sizes[mode]));
  }
  return pointsFor(mode, batchFile);
}

async function measured(points: readonly Point[], lines: string): Promise<readonly Finding[]> {
  const origin = provenance();
  const findings: (Finding | undefined)[] = points.map(() => undefined);
  using progress = new Progress({ weights: points.map(weightOf) });
  await runPool<Point, Measured>({
    script: new URL('./memoryAgainstRecomputation/measure.ts', import.meta.url),
    points,
    atOnce: jobs,
    timeoutMs: 600_000,
    onOutcome: (outcome, place) => {
      const point = points[place];
      if (point === undefined) return;
      const { batch: _, ...shown } = point;
      appendResult(lines, { id: 'memory against recomputation', point: shown, outcome, jobs, ...origin });
      const extent = point.sizes.steps;
      progress.finish(
        place,
        `${point.workload}, ${strategyOf(point).name}, ${extent} steps: ${describe(outcome)}`,
        takenBy(outcome),
      );
      if (outcome.kind === 'finished') findings[place] = { point, measured: outcome.result };
    },
  });
  return findings.filter((finding) => finding !== undefined);
}

async function concluded(
  points: readonly Point[],
  findings: readonly Finding[],
  folder: string,
): Promise<number> {
  for (const name of ['irnn', 'lstm'] as const) {
    const own = findings.filter(({ point }) => point.workload === name);
    if (own[0] === undefined) continue;
    console.log(`\n${headingOf(name, own[0])}\n${tableOf(own)}`);
  }
  console.log(`\n${legend()}`);
  const figure = await drawTrade(findings, join(folder, 'memory-against-recomputation'));
  console.log(`\nfigure  ${figure.png}\n        ${figure.svg}\nlines   ${join(folder, 'points.jsonl')}`);
  const complaints = objections(findings);
  const missing = points.length - findings.length;
  if (missing > 0)
    complaints.push(`${missing} of ${points.length} points were not measured; their lines say why`);
  for (const complaint of complaints) console.error(`FAILED: ${complaint}`);
  if (complaints.length > 0) return 1;
  console.log(
    `\n${findings.length} points: every prediction was exact, and on each workload all strategies gave the same loss ` +
      'and gradient, to the bit.',
  );
  return 0;
}

function legend(): string {
  return [
    'peak, and what it was held for: bytes by the ledger, exact and the same on every machine',
    'advanced, recorded: steps run and forgotten, steps run with their residuals kept; forward ratio: both, per step',
    `ms: the median gradient on this machine${jobs > 1 ? `, with ${jobs} processes at once` : ''}`,
    'resident: the peak of the process beyond what it held before; compiled code is in it, some 10 to 40 MiB',
  ].join('\n');
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError(`it is '${text}'; a whole number of at least 1 is needed.`);
}

function helpAfter(): string {
  return `
Exit code: 0 if every prediction was exact and all strategies agree to the bit; 1 if not, or if a point failed.

Examples:
  npm start                         two minutes
  npm start -- --quick              15 seconds
  npm start -- --jobs 1 --out my-results`;
}
