import type { TfChain } from './chain.js';
import { bytesOf, type Engine, isFloat, isolated, type TfTensor, zeros } from './engine.js';
import type { Held } from './held.js';
import { peakOf } from './meter.js';
import { Pullback, type Wanted } from './pullback.js';

/** A chain beside the one that is profiled, to try a step of it. */
export interface Trial {
  readonly chain: TfChain;
  readonly initial: Held;
  readonly parameters: Wanted['parameters'];
}

/** The bytes of one step: what stays, and the most that was live beyond what was before. */
export interface Tried {
  readonly outputBytes: number;
  readonly advancePeakBytes: number;
  readonly recordBytes: number;
  readonly recordPeakBytes: number;
  readonly firstSweepPeakBytes: number;
  readonly sweepPeakBytes: number;
}

/** Runs step 0 forward and backward, and lets go of everything. */
export function tried(engine: Engine, { chain, initial, parameters }: Trial): Tried {
  const like = (leaf: TfTensor): TfTensor | undefined =>
    isFloat(leaf) ? zeros(engine, leaf.shape) : undefined;
  const advance = (): void => chain.free(chain.advance(initial, 0));
  try {
    // The first run takes the output.
    advance();
    const { taken } = chain.outputs;
    const [, advancePeakBytes] = peakOf(engine.state, advance);
    return isolated(engine, () =>
      engine.tidy(() => {
        const ends = { state: initial.leaves.map(like), outputs: taken.map(like) };
        // The cotangents of one step's outputs are those of a sum.
        chain.pullback = new Pullback(engine, 'sum', { wanted: { parameters, inputs: [] }, ends });
        const first = swept(engine, chain, initial);
        const { sweepPeakBytes } = swept(engine, chain, initial);
        const firstSweepPeakBytes = first.sweepPeakBytes;
        return {
          ...first,
          firstSweepPeakBytes,
          sweepPeakBytes,
          advancePeakBytes,
          outputBytes: bytesOf(taken),
        };
      }),
    );
  } finally {
    chain.outputs.free();
    chain.pullback?.free();
    initial.free();
  }
}

function swept(
  { state }: Engine,
  chain: TfChain,
  initial: Held,
): Pick<Tried, 'recordBytes' | 'recordPeakBytes' | 'sweepPeakBytes'> {
  const liveBytes = state.numBytes;
  const [{ state: last, recorded }, recordPeakBytes] = peakOf(state, () => chain.record(initial, 0));
  const recordBytes = state.numBytes - liveBytes - bytesOf(last.leaves);
  chain.free(last);
  const [, sweepPeakBytes] = peakOf(state, () => chain.sweep(recorded, 0));
  return { recordBytes, recordPeakBytes, sweepPeakBytes };
}
