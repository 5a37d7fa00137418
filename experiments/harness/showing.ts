import type { AnyExperiment, JsonRecord, Row, Shown } from '../experiment.js';

/** What there is to show; where rows are missing it may not be possible, and that stops no other experiment. */
export function showing(
  experiment: AnyExperiment,
  rows: readonly Row<JsonRecord, JsonRecord>[],
): Shown & { readonly problem?: string } {
  try {
    return experiment.show(rows);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    const problem = `${experiment.id}: its ${rows.length} points cannot be shown (${found})`;
    return { plots: [], comparisons: [], claims: [], problem };
  }
}
