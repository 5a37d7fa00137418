// Makes the figures of this tree the baseline, and says what that changes.
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { baselineFile, readBaseline, writeBaseline } from './gate/baseline.js';
import { compareFigures } from './gate/compare.js';
import { measure, withExactOf } from './gate/measure.js';
import { report } from './gate/show.js';

const command = new Command('npm run bench:accept --')
  .description('makes the figures of this tree those of bench/baseline.jsonl')
  .option('--exact', 'only what is the same on every machine; times and heap stay as they are', false)
  .parse();
const { exact }: { readonly exact: boolean } = command.opts();

const before = existsSync(baselineFile) ? readBaseline() : undefined;
const found = await measure({ isExactOnly: exact });
const now = exact && before !== undefined ? withExactOf(before, found) : found;
if (before !== undefined) console.log(report(compareFigures(before, now)));
writeBaseline(now);
console.log(`accepted: ${now.figures.length} figures are in ${baselineFile}`);
