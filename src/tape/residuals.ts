/** What became of one residual of one step. */
export interface ResidualUse {
  /** The name of the primitive whose VJP needs it. */
  readonly primitive: string;
  /** Bytes that it would take exactly, beyond what is held anyway. */
  readonly bytes: number;
  /** Bytes of its estimate; absent where it is kept exactly. */
  readonly keptBytes?: number | undefined;
  /** Why it is not estimated, though it could be. */
  readonly reason?: string | undefined;
}

/** What became of the residuals of one primitive, over all steps that were recorded. Bytes are of blocks. */
export interface ResidualRow {
  readonly primitive: string;
  /** Bytes of residuals that its derivative needs exactly; what is held anyway counts nothing. */
  readonly exactBytes: number;
  /** Bytes that residuals would have taken which waited as estimates ... */
  readonly estimatedBytes: number;
  /** ... and the bytes of these. */
  readonly keptBytes: number;
  /** Bytes of residuals that could have been estimated and were not, by the reason; 0 where they are held anyway. */
  readonly skipped: readonly { readonly reason: string; readonly bytes: number }[];
}

interface Sums {
  exactBytes: number;
  estimatedBytes: number;
  keptBytes: number;
  readonly skipped: Map<string, number>;
}

/** Adds up what became of residuals, by primitive. */
export class ResidualSums {
  readonly #byPrimitive = new Map<string, Sums>();

  add(uses: readonly ResidualUse[]): void {
    for (const use of uses) {
      const sums = this.#sumsOf(use.primitive);
      if (use.keptBytes !== undefined) {
        sums.estimatedBytes += use.bytes;
        sums.keptBytes += use.keptBytes;
      } else if (use.reason === undefined) {
        sums.exactBytes += use.bytes;
      } else {
        sums.skipped.set(use.reason, (sums.skipped.get(use.reason) ?? 0) + use.bytes);
      }
    }
  }

  /** The rows of a report, in the order in which primitives were met. */
  get rows(): readonly ResidualRow[] {
    return [...this.#byPrimitive].map(([primitive, { skipped, ...sums }]) => ({
      primitive,
      ...sums,
      skipped: [...skipped].map(([reason, bytes]) => ({ reason, bytes })),
    }));
  }

  #sumsOf(primitive: string): Sums {
    const known = this.#byPrimitive.get(primitive);
    if (known !== undefined) return known;
    const sums: Sums = { exactBytes: 0, estimatedBytes: 0, keptBytes: 0, skipped: new Map() };
    this.#byPrimitive.set(primitive, sums);
    return sums;
  }
}
