import type { EngineState } from './engine.js';

/**
 * Runs `body`, and tells the most bytes that were live meanwhile beyond those before, by the engine's own count at every
 * change of it.
 */
export function peakOf<R>(state: EngineState, body: () => R): [R, number] {
  const outer = Object.getOwnPropertyDescriptor(state, 'numBytes') ?? {};
  const before = state.numBytes;
  let [bytes, peak] = [before, before];
  const set = (next: number): void => {
    bytes = next;
    if (next > peak) peak = next;
  };
  Object.defineProperty(state, 'numBytes', { get: () => bytes, set, configurable: true, enumerable: true });
  try {
    return [body(), peak - before];
  } finally {
    Object.defineProperty(state, 'numBytes', outer);
    // A meter around this one is told of the peak, too.
    state.numBytes = peak;
    state.numBytes = bytes;
  }
}
