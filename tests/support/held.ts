import { defaultArena } from '../../src/index.js';

/** The bytes that the default arena holds, in all and for runs: what has to be the same before and after. */
export function held(): { readonly liveBytes: number; readonly inRuns: number } {
  const { liveBytes, ledger } = defaultArena();
  return { liveBytes, inRuns: ledger.liveBytes };
}

/** What `body` throws; nothing that it made may be left. */
export function refusal(body: () => unknown): unknown {
  const before = held();
  try {
    body();
  } catch (error) {
    const after = held();
    if (after.liveBytes !== before.liveBytes || after.inRuns !== before.inRuns) {
      throw new Error(`left behind: ${JSON.stringify({ before, after })}`, { cause: error });
    }
    return error;
  }
  throw new Error('nothing was thrown');
}
