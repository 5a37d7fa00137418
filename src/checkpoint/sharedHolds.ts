import type { PeakAmong, SharedBlock } from '../tape/strategy.js';
import type { ByteSizes } from './byteSizes.js';

/** What records that wait hold of the outside: each block once, however many records hold it. */
export class SharedHolds {
  readonly #sizes: ByteSizes;
  readonly #extent: number;
  /** How many records hold each block, where steps differ in what they hold. */
  readonly #holders = new Map<number, number>();
  #waiting = 0;

  constructor(sizes: ByteSizes, extent: number) {
    this.#sizes = sizes;
    this.#extent = extent;
  }

  /** The most that is live while a step is recorded beside the records that wait, beyond what was before. */
  recordPeak(step: number): number {
    const { recordPeak, recordPeakAlone, recordPeaksAmong } = this.#sizes.step(step);
    const blocks = this.#blocksOf(step);
    const missing = blocks.filter(({ block }) => (this.#holders.get(block) ?? 0) === 0);
    const added = bytesOf(missing) + (this.#waiting === 0 ? this.#sizes.shared : 0);
    if (added === 0) return recordPeak;
    const among = peakAmong(recordPeaksAmong, blocks, missing);
    return among ?? Math.min(added + recordPeak, recordPeakAlone);
  }

  /** A record waits; how many bytes that adds. */
  hold(step: number): number {
    let added = this.#waiting++ === 0 ? this.#sizes.shared : 0;
    for (const { block, bytes } of this.#blocksOf(step)) {
      const before = this.#holders.get(block) ?? 0;
      this.#holders.set(block, before + 1);
      if (before === 0) added += bytes;
    }
    return added;
  }

  /** A record waits no more; how many bytes that frees. */
  letGo(step: number): number {
    let freed = --this.#waiting === 0 ? this.#sizes.shared : 0;
    for (const { block, bytes } of this.#blocksOf(step)) {
      const left = (this.#holders.get(block) ?? 0) - 1;
      this.#holders.set(block, left);
      if (left === 0) freed += bytes;
    }
    return freed;
  }

  /** So many more records of equal steps wait, or fewer, beside others. */
  holdAlike(count: number): void {
    this.#waiting += count;
  }

  /** The bytes of those blocks that no record holds now. */
  missing(blocks: readonly SharedBlock[]): number {
    const isEqual = this.#sizes.sharedBlocks === undefined;
    const isHeld = (block: number): boolean =>
      isEqual ? this.#waiting > 0 : (this.#holders.get(block) ?? 0) > 0;
    return bytesOf(blocks.filter(({ block }) => !isHeld(block)));
  }

  /** By how much less a step's sweep peaks where it lets go of what no other record holds now. */
  savedInSweep(step: number): number {
    const { sharedBlocks, shared } = this.#sizes;
    if (sharedBlocks === undefined) return this.#saved(step, this.#waiting === 1 ? shared : 0);
    return this.#savedWithout(
      step,
      this.#blocksOf(step).filter(({ block }) => this.#holders.get(block) === 1),
    );
  }

  /** The same where all steps are recorded. */
  savedAmongAll(step: number): number {
    const { sharedBlocks, shared } = this.#sizes;
    if (sharedBlocks === undefined) return this.#saved(step, this.#extent === 1 ? shared : 0);
    const others = new Set(
      sharedBlocks.flatMap((blocks, other) => (other === step ? [] : blocks.map(({ block }) => block))),
    );
    return this.#savedWithout(
      step,
      this.#blocksOf(step).filter(({ block }) => !others.has(block)),
    );
  }

  /** Where no other record holds these. */
  #savedWithout(step: number, alone: readonly SharedBlock[]): number {
    const { sweepPeak, sweepPeaksAmong } = this.#sizes.step(step);
    const among = peakAmong(sweepPeaksAmong, this.#blocksOf(step), alone);
    return among === undefined ? this.#saved(step, bytesOf(alone)) : sweepPeak - among;
  }

  /** At least so much, where it is known only what is saved if no other record holds any of it. */
  #saved(step: number, aloneBytes: number): number {
    const { sharedBlocks, shared } = this.#sizes;
    const all = sharedBlocks === undefined ? shared : bytesOf(this.#blocksOf(step));
    return Math.max(0, this.#sizes.step(step).savedAlone - (all - aloneBytes));
  }

  #blocksOf(step: number): readonly SharedBlock[] {
    return this.#sizes.sharedBlocks?.[step] ?? [];
  }
}

/** The peak that is known for what others hold: all blocks but those that are missing. */
function peakAmong(
  peaks: readonly PeakAmong[],
  blocks: readonly SharedBlock[],
  missing: readonly SharedBlock[],
): number | undefined {
  const count = blocks.length - missing.length;
  const isMissing = (each: number): boolean => missing.some(({ block }) => block === each);
  return peaks.find(({ held }) => held.length === count && !held.some(isMissing))?.peakBytes;
}

function bytesOf(blocks: readonly SharedBlock[]): number {
  return blocks.reduce((sum, { bytes }) => sum + bytes, 0);
}
