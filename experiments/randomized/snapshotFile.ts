// A long run goes on where it was cut off: its parameters and curve, on the disk after every segment.
import { readFileSync, rmSync } from 'node:fs';
import { writeWhole } from '../../src/command/writeWhole.js';
import { results } from '../harness/writer.js';

/** What a run has come to. */
export interface Reached<State> {
  /** Whole segments that are done. */
  readonly segments: number;
  readonly state: State;
  /** The entries of each parameter. */
  readonly parameters: readonly Float32Array[];
}

/** Replaces the file as a whole: a run that is cut off while it writes leaves the one before. */
export function writeReached<State>(path: string, { segments, state, parameters }: Reached<State>): void {
  const encoded = parameters.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
  );
  writeWhole(path, JSON.stringify({ segments, state, parameters: encoded }), results);
}

/** Undefined if there is none. */
export function readReached<State>(path: string): Reached<State> | undefined {
  try {
    const { segments, state, parameters }: { segments: number; state: State; parameters: string[] } =
      JSON.parse(readFileSync(path, 'utf8'));
    const decoded = parameters.map(
      (text) => new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer),
    );
    return { segments, state, parameters: decoded };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export function removeReached(path: string): void {
  rmSync(path, { force: true });
}
