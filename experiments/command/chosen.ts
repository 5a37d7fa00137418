import { closest, distance } from 'fastest-levenshtein';
import type { AnyExperiment } from '../experiment.js';
import { BadUsage } from './refused.js';

/**
 * The experiments of some ids and papers, in the order of the registry.
 *
 * @param names - ids, keys of papers, or `all`; what takes hours is chosen by its id alone
 * @throws {BadUsage} if one is none of these, with the nearest that is
 */
export function chosen(
  experiments: readonly AnyExperiment[],
  names: readonly string[],
): readonly AnyExperiment[] {
  const known = ['all', ...new Set(experiments.flatMap(({ id, paper }) => [id, paper.key]))];
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new BadUsage(
      `there is no experiment or paper '${name}'; ${suggestion(name, known)}\`list\` prints what there is`,
    );
  }
  return experiments.filter(({ id, paper, isLong = false }) =>
    names.some((name) => name === id || (!isLong && (name === 'all' || name === paper.key))),
  );
}

/** What was probably meant, if anything is near enough. */
function suggestion(name: string, known: readonly string[]): string {
  const nearest = closest(name, known);
  const isPart = known.filter((each) => each.includes(name));
  if (isPart.length > 0) return `did you mean ${isPart.slice(0, 3).join(' or ')}? `;
  return distance(name, nearest) <= 0.4 * nearest.length ? `did you mean ${nearest}? ` : '';
}
