// The child's side of a sweep: one point of one experiment, in a process of its own.
import type { AnyExperiment, JsonRecord } from '../experiment.js';
import { answer, begin } from './answer.js';

/** Which point of which experiment, and the module that lists experiments as `experiments`. */
export interface PointToMeasure {
  readonly registry: string;
  readonly id: string;
  readonly point: JsonRecord;
}

await answer(async ({ registry, id, point }: PointToMeasure) => {
  const { experiments }: { experiments: readonly AnyExperiment[] } = await import(registry);
  const found = experiments.find((each) => each.id === id);
  if (found === undefined) throw new Error(`measure: ${registry} lists no experiment '${id}'`);
  begin();
  return await found.measure(point);
});
