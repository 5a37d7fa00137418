import { resolve } from 'node:path';
import { Command } from 'commander';
import type { AnyExperiment } from '../experiment.js';
import { isSameState } from '../harness/origin.js';
import { type Provenance, provenance } from '../harness/provenance.js';
import { keyOfPoint, knownPoints } from '../harness/store.js';
import { table } from '../harness/table.js';
import { registryAt } from './registry.js';

interface Options {
  readonly out: string;
  readonly json: boolean;
  readonly registry?: string;
}

/** What there is, and what of it was measured. */
export function listCommand(): Command {
  return new Command('list')
    .description('List the experiments, with how many of their points were measured.')
    .option('--out <folder>', 'where results are', 'results')
    .option('--json', 'one line of JSON for each', false)
    .option('--registry <module>', 'a module that exports experiments of your own')
    .action(async ({ out, json, registry }: Options) => {
      const here = provenance();
      const { experiments } = await registryAt(registry);
      const all = experiments.map((each) => listed(each, resolve(out), here));
      if (json) for (const each of all) console.log(JSON.stringify(each));
      else
        console.log(
          `${listing(all)}\n\n\`sublinear run <id>\` measures one, \`run all\` all but those that take hours.`,
        );
    });
}

interface Listed {
  readonly id: string;
  readonly paper: string;
  readonly title: string;
  readonly quick: string;
  readonly full: string;
  /** Whether it takes hours: then `all` and its paper leave it out. */
  readonly isLong: boolean;
}

function listed(experiment: AnyExperiment, folder: string, here: Provenance): Listed {
  const { id, paper, title, isLong = false } = experiment;
  const { byPoint } = knownPoints(folder, id, here.version);
  const measured = (mode: 'quick' | 'full'): string => {
    const points = experiment.points(mode);
    const done = points.flatMap((point) => {
      const line = byPoint.get(keyOfPoint(point));
      return line?.outcome.kind === 'finished' ? [line] : [];
    });
    const strangers = done.filter((line) => !isSameState(line, here)).length;
    return `${done.length} of ${points.length}${strangers === 0 ? '' : `, ${strangers} of other code`}`;
  };
  return { id, paper: paper.key, title, quick: measured('quick'), full: measured('full'), isLong };
}

function listing(all: readonly Listed[]): string {
  return table(
    [
      { title: 'id', align: 'left', cell: ({ id }) => id },
      { title: 'paper', align: 'left', cell: ({ paper }) => paper },
      { title: 'measured, quick', cell: ({ quick }) => quick },
      { title: 'full', cell: ({ full }) => full },
      { title: 'title', align: 'left', cell: ({ title, isLong }) => (isLong ? `${title}; hours` : title) },
    ],
    all,
  );
}
