// What this bench and its peers say to each other: a line of JSON asks, a line of JSON answers. Numbers go by files of raw
// little-endian floats: x, W, U and b in float32 to the peers, gradients in float64 back.

export type CellName = 'RNN' | 'LSTM';

export interface Sizes {
  readonly steps: number;
  readonly batch: number;
  readonly hidden: number;
  readonly inputs: number;
}

/** The gradient of mean(h²) of the last state by W, U and b. `way` is how the peer is to do it. */
export interface Work extends Sizes {
  readonly cell: CellName;
  readonly way: string;
  /** The folder with x.f32, W.f32, U.f32 and b.f32. */
  readonly values: string;
}

export type Request =
  /** Read the values, make everything ready, and write W, U and b's gradients, one after the other, to a file. */
  | { readonly verb: 'prepare'; readonly work: Work; readonly gradient: string }
  /** Run what was prepared so many times. */
  | { readonly verb: 'time'; readonly way: string; readonly iterations: number }
  /** Free everything that was prepared. */
  | { readonly verb: 'forget' };

export type Line =
  /** What a peer says first. */
  | { readonly kind: 'ready'; readonly versions: Readonly<Record<string, string>> }
  | { readonly kind: 'absent'; readonly reason: string }
  /** And then, one for each request. */
  | { readonly kind: 'done' }
  /** Milliseconds of each run. */
  | { readonly kind: 'timed'; readonly runs: readonly number[] }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * What a peer has said, or nothing where a library of its own greets. What only looks like a line of the protocol is a
 * failure that shows it.
 */
export function lineOf(text: string): Line | undefined {
  if (!text.startsWith('{"kind"')) return undefined;
  const said = parsed(text);
  if (isLine(said)) return said;
  return { kind: 'failed', reason: `it said '${text.slice(0, 200)}'; a line of the protocol is needed` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isLine(said: unknown): said is Line {
  if (typeof said !== 'object' || said === null || !('kind' in said)) return false;
  switch (said.kind) {
    case 'ready':
      return 'versions' in said && typeof said.versions === 'object' && said.versions !== null;
    case 'absent':
    case 'failed':
      return 'reason' in said && typeof said.reason === 'string';
    case 'timed':
      return 'runs' in said && Array.isArray(said.runs) && said.runs.every((run) => run > 0);
    default:
      return said.kind === 'done';
  }
}

/** The four gates of an LSTM side by side: input, forget, cell, output. */
export function gatesOf(cell: CellName): number {
  return cell === 'LSTM' ? 4 : 1;
}
