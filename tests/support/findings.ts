import type { AnyExperiment } from '../../experiments/experiment.js';
import { provenance } from '../../experiments/harness/provenance.js';
import { appendResult } from '../../experiments/harness/results.js';
import { fileOf, type Line } from '../../experiments/harness/store.js';
import { type Finding, findingOf } from '../../experiments/report/finding.js';

/** Measures the quick points of experiments in this process, and reads what they came to. */
export async function findingsOf(
  folder: string,
  experiments: readonly AnyExperiment[],
): Promise<readonly Finding[]> {
  const origin = provenance();
  const found: Finding[] = [];
  for (const experiment of experiments) {
    const { id } = experiment;
    for (const point of experiment.points('quick')) {
      const result = await experiment.measure(point);
      const line: Line = { id, point, outcome: { kind: 'finished', result, wallMs: 1 }, ...origin };
      appendResult(fileOf(folder, id), line);
    }
    const finding = await findingOf(experiment, { folder, here: origin });
    if (finding !== undefined) found.push(finding);
  }
  return found;
}
