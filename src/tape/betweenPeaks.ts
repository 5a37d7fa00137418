import type { Block } from '../array/arena.js';
import type { MeasuringArena } from './measuring.js';
import type { Timeline } from './timeline.js';

/** A peak, and what was made outside of the run and is held by others than one chain then. */
export interface SharedPeak {
  readonly peakBytes: number;
  readonly blocks: readonly Block[];
}

/**
 * The peaks between a chain's last state and its sweep, by what others hold then of what its records hold when that state is
 * reached: under a schedule that keeps less, the others pay for it.
 */
export class BetweenPeaks {
  readonly #timeline: Timeline;
  readonly #arena: MeasuringArena;
  readonly #isCuttable: () => boolean;
  /** What records hold at the end, and how many hold it. */
  #atEnd: ReadonlyMap<Block, number> = new Map();
  /** What others hold now. */
  readonly #held = new Set<Block>();
  /** What they hold from a place of the timeline on. */
  readonly #parts: { readonly from: number; blocks: readonly Block[] }[] = [];
  #to = Number.POSITIVE_INFINITY;
  readonly #changed = (block: Block): void => this.#note(block);

  /** @param isCuttable - whether the ledger's peak is the run's now, and not that of a tape within it */
  constructor(timeline: Timeline, arena: MeasuringArena, isCuttable: () => boolean) {
    this.#timeline = timeline;
    this.#arena = arena;
    this.#isCuttable = isCuttable;
  }

  /** The chain's last state is reached. */
  start(): void {
    this.#atEnd = new Map(this.#arena.residualMirrors.map(([, block]) => [block, holdersOf(block)]));
    if (this.#atEnd.size > 0) this.#arena.watch(this.#changed);
  }

  /** Its sweep is about to begin, at a place of the timeline. */
  stop(to: number): void {
    this.#to = to;
    this.#arena.unwatch(this.#changed);
  }

  /** The peaks at which others held anything of that. */
  get found(): readonly SharedPeak[] {
    return this.#parts.flatMap(({ from, blocks }, nth) => {
      const to = this.#parts[nth + 1]?.from ?? this.#to;
      const peakBytes = this.#timeline.peakBetween(from, to);
      return blocks.length === 0
        ? []
        : [{ peakBytes, blocks: blocks.map((block) => this.#arena.originalOf(block)) }];
    });
  }

  #note(block: Block): void {
    const atEnd = this.#atEnd.get(block);
    if (atEnd === undefined) return;
    const isHeld = holdersOf(block) > atEnd;
    if (isHeld === this.#held.has(block)) return;
    const isCut = this.#isCuttable();
    if (isHeld) this.#held.add(block);
    // Within another tape the peak has to stay in one piece: what was held at any time is taken to be held all the time.
    else if (isCut) this.#held.delete(block);
    const part = this.#parts.at(-1);
    if (isCut || part === undefined)
      this.#parts.push({ from: this.#timeline.cut(this.#arena.ledger), blocks: [...this.#held] });
    else part.blocks = [...this.#held];
  }
}

/** How many hold a block within the run. */
function holdersOf(block: Block): number {
  return block.total - block.counts.at(-1)!;
}
