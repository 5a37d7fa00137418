import type { Block } from '../array/arena.js';
import { occupied } from '../array/freeSpace.js';
import { byteLengthOf, type Tensor } from '../array/tensor.js';
import type { Keep } from './keep.js';
import { Sketch, type Whole } from './kept.js';
import { keyOfSketch, type Spot } from './place.js';
import type { ResidualUse } from './residuals.js';
import type { Sketching } from './sketch.js';

/** A residual that waits as it is, until the whole step is recorded. */
export interface Noted {
  readonly primitive: string;
  readonly kept: Whole;
  readonly estimable: boolean;
  /** Whether a cotangent that is computed from it leads back to what comes before the step. */
  readonly isOnSignalPath: boolean;
  /** Puts a sketch in its place. */
  readonly replace: (kept: Sketch) => void;
}

/** What a step was given and what it left: who else holds their bytes is known without asking. */
export interface StepHolders {
  readonly parameters: readonly Tensor[];
  readonly before: readonly Tensor[];
  readonly input: readonly Tensor[];
  readonly after: readonly Tensor[];
}

/** What is decided of a residual: that it is kept as it is, and why, or how it is sketched. */
type Fate = { readonly reason: string | undefined } | Sketching;

/**
 * Decides which residuals of a step wait as estimates: those that nobody else keeps anyway. It is decided when the step is
 * done, and depends on the step alone, so that it is the same under every schedule.
 */
export class Estimation {
  readonly #keep: Keep;
  readonly #noted: Noted[] = [];
  /** What was computed in the step. */
  readonly #made = new Set<Block | undefined>();
  readonly #remarks: string[] = [];

  constructor(keep: Keep) {
    this.#keep = keep;
  }

  noteMade(output: Tensor): void {
    this.#made.add(output.block);
  }

  note(residual: Noted): void {
    this.#noted.push(residual);
  }

  /** Puts sketches in the place of residuals, in the open scope, and says what became of each. */
  settle(holders: StepHolders, spot: Spot): ResidualUse[] {
    const fates = this.#noted.map((noted) => this.#fateOf(noted, holders));
    while (demoted(this.#noted, fates, holders));
    const uses = usesOf(this.#noted, fates, (block) => this.#isHeldAnyway(block, holders));
    fates.forEach((fate, nth) => {
      if (!isSketched(fate)) return;
      const { kept, replace } = this.#noted[nth]!;
      if (fate.remark !== undefined) this.#remarks.push(fate.remark);
      replace(new Sketch(kept.tensor, fate, keyOfSketch(this.#keep.key, spot, nth)));
      kept.free();
    });
    return uses;
  }

  /** What the user should hear, once it is settled. */
  get remarks(): readonly string[] {
    return this.#remarks;
  }

  /** Without a look at the other residuals. */
  #fateOf({ primitive, kept, estimable, isOnSignalPath }: Noted, holders: StepHolders): Fate {
    if (!estimable) return { reason: undefined };
    const { block, shape, dtype } = kept.tensor;
    if (holds(holders.parameters, block)) return { reason: 'it is a parameter' };
    if (holds(holders.input, block)) return { reason: 'it is an input, which is held for the whole run' };
    if (this.#isHeldAnyway(block, holders)) return { reason: 'it was made outside of the step' };
    if (isOnSignalPath && !this.#keep.signal) return { reason: 'it is on the signal path' };
    const found = this.#keep.sketchOf({ primitive, shape, dtype, bytes: bytesOf(kept.tensor) });
    return typeof found === 'string' ? { reason: found } : found;
  }

  #isHeldAnyway(block: Block | undefined, { parameters, input, before }: StepHolders): boolean {
    if (holds(parameters, block) || holds(input, block)) return true;
    return !this.#made.has(block) && !holds(before, block);
  }
}

/**
 * Keeps residuals as they are whose bytes somebody keeps anyway, or whose estimates would take as much; whether there was
 * one. It may be the reason to keep another one.
 */
function demoted(noted: readonly Noted[], fates: Fate[], holders: StepHolders): boolean {
  const keepers = new Map<Block | undefined, string>();
  const sketches = new Map<Block | undefined, { bytes: number; count: number }>();
  noted.forEach(({ primitive, kept }, nth) => {
    const { tensor } = kept;
    const fate = fates[nth]!;
    if (!isSketched(fate)) {
      if (!keepers.has(tensor.block)) keepers.set(tensor.block, primitive);
      return;
    }
    const sum = sketches.get(tensor.block) ?? { bytes: 0, count: 0 };
    sketches.set(tensor.block, { bytes: sum.bytes + sketchBytes(tensor, fate), count: sum.count + 1 });
  });
  let isAnyDemoted = false;
  noted.forEach(({ kept }, nth) => {
    if (!isSketched(fates[nth]!)) return;
    const { block } = kept.tensor;
    const reason = keptBy(keepers, block, holders) ?? tooMuch(sketches.get(block), block);
    if (reason === undefined) return;
    fates[nth] = { reason };
    isAnyDemoted = true;
  });
  return isAnyDemoted;
}

function keptBy(
  keepers: ReadonlyMap<Block | undefined, string>,
  block: Block | undefined,
  { before, after }: StepHolders,
): string | undefined {
  const here = keepers.get(block);
  if (here !== undefined) return `${here} keeps it exactly`;
  // What a step keeps of the state that it leaves, the step before it has kept of the state that it left.
  const leaf = before.findIndex((state) => state.block === block);
  const there = leaf === -1 ? undefined : keepers.get(after[leaf]?.block);
  return there === undefined ? undefined : `${there} of the step before keeps it exactly`;
}

function tooMuch(
  sum: { bytes: number; count: number } | undefined,
  block: Block | undefined,
): string | undefined {
  if (sum === undefined || block === undefined) return undefined;
  const isTooMuch = sum.count === 1 ? sum.bytes > block.bytes : sum.bytes >= block.bytes;
  if (!isTooMuch) return undefined;
  return `its ${sum.count === 1 ? 'estimate' : `${sum.count} estimates`} would take as many bytes`;
}

/** What is kept exactly costs its bytes where it is met first, and nothing where it is held anyway. */
function usesOf(
  noted: readonly Noted[],
  fates: readonly Fate[],
  isHeldAnyway: (block: Block | undefined) => boolean,
): ResidualUse[] {
  const paid = new Set<Block | undefined>();
  return noted.map(({ primitive, kept: { tensor } }, nth) => {
    const fate = fates[nth]!;
    const { block } = tensor;
    if (isSketched(fate)) return { primitive, bytes: bytesOf(tensor), keptBytes: sketchBytes(tensor, fate) };
    const isPaid = paid.has(block) || isHeldAnyway(block);
    paid.add(block);
    return { primitive, bytes: isPaid ? 0 : (block?.bytes ?? 0), reason: fate.reason };
  });
}

function isSketched(fate: Fate): fate is Sketching {
  return 'kept' in fate;
}

function holds(leaves: readonly Tensor[], block: Block | undefined): boolean {
  return leaves.some((leaf) => leaf.block === block);
}

function bytesOf({ shape, dtype }: Tensor): number {
  return occupied(byteLengthOf(shape, dtype));
}

function sketchBytes({ shape, dtype }: Tensor, { kept }: Sketching): number {
  return occupied(byteLengthOf([...shape.slice(0, -1), kept], dtype));
}
