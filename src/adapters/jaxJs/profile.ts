import type { Profile } from '../../tape/strategy.js';
import { bytesOf, isFloat, type JaxArray, sumOf } from './engine.js';
import type { StepParts } from './program.js';

/** What a schedule may know of a chain of jax-js: the bytes of its arrays. What a compiled step makes inside is not known. */
export function profileOf(
  { parameters, state, input, wantsInput }: StepParts,
  {
    extent,
    rowsBytes,
    outputBytes,
    isStacked,
  }: {
    extent: number;
    rowsBytes: number;
    outputBytes: number;
    isStacked: boolean;
  },
): Profile {
  const stateBytes = sumOf(state.leaves);
  const rowBytes = sumOf(input.leaves);
  const byInput = wantsInput ? floatBytes(input.leaves) : 0;
  const cotangentBytes = floatBytes(state.leaves) + floatBytes(parameters.leaves);
  const runBytes = stateBytes + rowBytes + outputBytes;
  const heldBytes = sumOf(parameters.leaves) + rowsBytes + outputBytes * (isStacked ? extent : 1);
  return {
    extent,
    stateBytes,
    initialBytes: stateBytes,
    // A record is the state before its step.
    recordBytes: 0,
    heldAfterBytes: 0,
    advancePeakBytes: runBytes,
    recordPeakBytes: runBytes,
    // Cotangents are there before and after a step.
    sweepPeakBytes: cotangentBytes + rowBytes + byInput,
    heldBytes,
    heldInSweepBytes: heldBytes + cotangentBytes + byInput * extent,
  };
}

function floatBytes(leaves: readonly JaxArray[]): number {
  return leaves.filter(isFloat).reduce((bytes, leaf) => bytes + bytesOf(leaf), 0);
}
