import { runChild } from '../../experiments/harness/child.js';
import { describe } from '../../experiments/harness/outcome.js';

/** What was measured several times, by name. */
export type Samples = Readonly<Record<string, readonly number[]>>;

/**
 * The samples of several fresh processes together, one after the other: what is compiled when, and where memory is, differs
 * between processes more than within one.
 */
export async function samplesOf(
  script: URL,
  options: { readonly processes: number; readonly rounds: number; readonly nodeFlags?: readonly string[] },
): Promise<Samples> {
  const all: Samples[] = [];
  const { processes, rounds, nodeFlags = [] } = options;
  for (let nth = 0; nth < processes; nth += 1) {
    const outcome = await runChild<Samples>({ script, argument: { rounds }, timeoutMs: 120_000, nodeFlags });
    if (outcome.kind !== 'finished') throw new Error(`gate: ${script.pathname} ${describe(outcome)}`);
    all.push(outcome.result);
  }
  return together(all);
}

function together(all: readonly Samples[]): Samples {
  const names = Object.keys(all[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, all.flatMap((samples) => samples[name] ?? [])]));
}
