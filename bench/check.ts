// Fails if anything that the gate watches is worse than the committed baseline.
import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { readBaseline } from './gate/baseline.js';
import { compareFigures, fails } from './gate/compare.js';
import { type Format, formats } from './gate/formats.js';
import { measure, onlyExact } from './gate/measure.js';
import { report } from './gate/show.js';

interface Options {
  readonly exact: boolean;
  readonly format?: Format;
  readonly output?: string;
}

const command = new Command('npm run bench:check --')
  .description('holds the figures of this tree against bench/baseline.jsonl')
  .option('--exact', 'only what is the same on every machine: no times, no heap', false)
  .addOption(
    new Option('--format <format>', 'also write the figures as a service reads them').choices(
      Object.keys(formats),
    ),
  )
  .option(
    '--output <file>',
    'where to write them; to standard output, and the tables to standard error, if absent',
  )
  .parse();
const { exact, format, output }: Options = command.opts();

const now = await measure({ isExactOnly: exact });
const baseline = exact ? onlyExact(readBaseline()) : readBaseline();
const comparisons = compareFigures(baseline, now);
const formatted = format && `${JSON.stringify(formats[format](now.figures), undefined, 2)}\n`;
if (formatted !== undefined && output === undefined) {
  process.stdout.write(formatted);
  console.error(report(comparisons));
} else {
  if (formatted !== undefined && output !== undefined) writeFileSync(output, formatted);
  console.log(report(comparisons));
}
process.exitCode = comparisons.some(fails) ? 1 : 0;
