import type { Row } from '../experiment.js';

/** Rows in groups, one for each network. */
export function byNetwork<Point extends { readonly network: string }, Values>(
  rows: readonly Row<Point, Values>[],
): readonly (readonly Row<Point, Values>[])[] {
  const networks = [...new Set(rows.map(({ point }) => point.network))];
  return networks.map((network) => rows.filter(({ point }) => point.network === network));
}
