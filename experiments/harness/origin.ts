import { count } from './format.js';
import type { Provenance } from './provenance.js';

type State = Pick<Provenance, 'commit' | 'changed'> & Partial<Pick<Provenance, 'changes'>>;

/** The code that something was measured with, in words. */
export function nameOfState({ commit, changed }: State): string {
  const name = commit === null ? 'no known commit' : `commit ${commit.slice(0, 10)}`;
  return changed === true ? `${name} with changes` : name;
}

/** Whether it is the same code, as far as can be told: outside of a clone, the version says more than this. */
export function isSameState(a: State, b: State): boolean {
  return a.commit === b.commit && (a.changes ?? null) === (b.changes ?? null);
}

/** How many of some lines are not known to be of the code that is here, and of which they are; undefined if all are. */
export function strangersAmong(lines: readonly State[], here: State): string | undefined {
  const counts = new Map<string, number>();
  for (const line of lines) {
    if (isSameState(line, here)) continue;
    const name = nameOfState(line);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (counts.size === 0) return undefined;
  const found = [...counts].map(([name, points]) => `${count(points)} of ${name}`);
  return `${found.join(', ')}; here is ${nameOfState(here)}`;
}
