import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { writeWhole } from '../../src/command/writeWhole.js';
import type { AnyExperiment, Mode } from '../experiment.js';
import { provenance } from '../harness/provenance.js';
import { type Finding, findingOf } from '../report/finding.js';
import { page } from '../report/page.js';
import { BadUsage } from './refused.js';
import { registryAt } from './registry.js';

interface Options {
  readonly quick: boolean;
  readonly full: boolean;
  readonly out: string;
  readonly file?: string;
  readonly registry?: string;
}

/** Writes what was measured down as a page. */
export function reportCommand(): Command {
  return new Command('report')
    .description('Write one HTML page of all that was measured; it needs no network and no other file.')
    .option('--out <folder>', 'where results are', 'results')
    .option('--file <file>', 'the page; report.html in the folder of results if absent')
    .option(
      '--quick',
      'show the quick points; if absent, the full ones where all of them were measured',
      false,
    )
    .option('--full', 'show the full points, as far as they were measured', false)
    .option('--registry <module>', 'a module that exports experiments of your own')
    .addHelpText('after', '\nExample:\n  sublinear run all --quick && sublinear report')
    .action(async ({ quick, full, out, file, registry }: Options) => {
      if (quick && full) throw new BadUsage('--quick and --full were both given; give one');
      const folder = resolve(out);
      const { experiments } = await registryAt(registry);
      const mode: Mode | undefined = full ? 'full' : quick ? 'quick' : undefined;
      await report(experiments, { folder, file: resolve(file ?? join(folder, 'report.html')), mode });
    });
}

async function report(
  experiments: readonly AnyExperiment[],
  { folder, file, mode }: { folder: string; file: string; mode: Mode | undefined },
): Promise<void> {
  const here = provenance();
  const found: Finding[] = [];
  const unmeasured: AnyExperiment[] = [];
  for (const experiment of experiments) {
    const finding = await findingOf(experiment, { folder, here, mode });
    if (finding === undefined) unmeasured.push(experiment);
    else found.push(finding);
  }
  if (found.length === 0) {
    throw new Error(
      `report: ${folder} has no results of version ${here.version}; \`sublinear run all --quick\` measures some, --out names another folder`,
    );
  }
  writeWhole(file, page({ found, unmeasured }), {
    where: 'report',
    advice: 'give another one with --file',
    makesFolders: true,
  });
  console.log(pathToFileURL(file).href);
  for (const { experiment, predictions, strangers, remarks } of found) {
    if (strangers !== undefined) console.error(`NOT OF THIS CODE: ${experiment.id}: ${strangers}`);
    for (const remark of remarks) console.error(`note: ${remark}`);
    for (const objection of predictions.objections) console.error(`FAILED: ${objection}`);
    if (predictions.objections.length > 0) process.exitCode = 1;
  }
}
