import { occupied } from '../array/freeSpace.js';
import { byteLengthOf, type Tensor } from '../array/tensor.js';
import type { ResidualUse } from './residuals.js';
import type { Sketching } from './sketch.js';

/** Stands for the bytes of a value: the same for a value and a view of it. */
export type Identity = unknown;

/** A residual of a step, and whose derivative needs it. */
export interface Needed {
  readonly primitive: string;
  readonly tensor: Tensor;
  readonly identity: Identity;
}

/** What a step was given and what it left: who else holds that is known without asking. */
export interface Ends<T> {
  readonly parameters: readonly T[];
  readonly before: readonly T[];
  readonly input: readonly T[];
  readonly after: readonly T[];
}

/** What is decided of a residual: that it is kept as it is, and why, or how it is sketched. */
export type Fate = WholeFate | Sketching;

interface WholeFate {
  readonly reason: string | undefined;
  /** Whether the step before keeps it. */
  readonly isKeptBefore?: boolean;
}

/**
 * Keeps residuals as they are that somebody keeps anyway, or whose estimates would take as much; whether there was one. It
 * may be the reason to keep another one.
 */
export function demoted(
  needed: readonly Needed[],
  fates: Fate[],
  { before, after }: Ends<Identity>,
  isBeforeKept: readonly boolean[] | undefined,
): boolean {
  const keepers = keepersAmong(needed, fates);
  const sums = sketchesAmong(needed, fates);
  let isAnyDemoted = false;
  needed.forEach(({ tensor, identity }, nth) => {
    if (!isSketched(fates[nth]!)) return;
    const leaf = before.indexOf(identity);
    const isKeptBefore = leaf !== -1 && (isBeforeKept?.[leaf] ?? keepers.has(after[leaf]));
    // The state that a step leaves is the next one's: estimates of both are estimates of one thing.
    const twin = leaf === -1 ? before[after.indexOf(identity)] : after[leaf];
    const reason = keepers.has(identity)
      ? `${keepers.get(identity)} keeps it exactly`
      : isKeptBefore
        ? 'the step before keeps it exactly'
        : tooMuch([sums.get(identity), sums.get(twin)], bytesOf(tensor));
    if (reason === undefined) return;
    fates[nth] = { reason, isKeptBefore };
    isAnyDemoted = true;
  });
  return isAnyDemoted;
}

/** The primitives that keep something exactly, by what they keep. */
export function keepersAmong(needed: readonly Needed[], fates: readonly Fate[]): Map<Identity, string> {
  const keepers = new Map<Identity, string>();
  needed.forEach(({ primitive, identity }, nth) => {
    if (!isSketched(fates[nth]!) && !keepers.has(identity)) keepers.set(identity, primitive);
  });
  return keepers;
}

interface Sum {
  bytes: number;
  count: number;
}

function sketchesAmong(needed: readonly Needed[], fates: readonly Fate[]): Map<Identity, Sum> {
  const sums = new Map<Identity, Sum>();
  needed.forEach(({ tensor, identity }, nth) => {
    const fate = fates[nth]!;
    if (!isSketched(fate)) return;
    const sum = sums.get(identity) ?? { bytes: 0, count: 0 };
    sum.bytes += sketchBytes(tensor, fate);
    sum.count += 1;
    sums.set(identity, sum);
  });
  return sums;
}

// One estimate of as many bytes is what was asked for; several are of no use to anybody.
function tooMuch(sums: readonly (Sum | undefined)[], whole: number): string | undefined {
  const count = sums.reduce((total, sum) => total + (sum?.count ?? 0), 0);
  const bytes = sums.reduce((total, sum) => total + (sum?.bytes ?? 0), 0);
  if (count === 1 ? bytes <= whole : bytes < whole) return undefined;
  return count === 1 ? 'its estimate would take more bytes' : 'its estimates would take as many bytes';
}

/** What is kept exactly costs its bytes where it is met first, and nothing where it is held anyway. */
export function usesOf(
  needed: readonly Needed[],
  fates: readonly Fate[],
  isHeldAnyway: (identity: Identity) => boolean,
): ResidualUse[] {
  const paid = new Set<Identity>();
  return needed.map(({ primitive, identity, tensor }, nth) => {
    const fate = fates[nth]!;
    const bytes = bytesOf(tensor);
    if (isSketched(fate)) return { primitive, bytes, keptBytes: sketchBytes(tensor, fate) };
    const isPaid = paid.has(identity) || isHeldAnyway(identity) || fate.isKeptBefore === true;
    paid.add(identity);
    return { primitive, bytes: isPaid ? 0 : bytes, reason: fate.reason };
  });
}

export function isSketched(fate: Fate): fate is Sketching {
  return 'kept' in fate;
}

export function bytesOf({ shape, dtype }: Tensor): number {
  return occupied(byteLengthOf(shape, dtype));
}

function sketchBytes({ shape, dtype }: Tensor, { kept }: Sketching): number {
  return occupied(byteLengthOf([...shape.slice(0, -1), kept], dtype));
}
