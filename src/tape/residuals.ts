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

  /** The rows of a report, by name: the same whatever was recorded first. */
  get rows(): readonly ResidualRow[] {
    return inOrder(this.#byPrimitive).map(([primitive, { skipped, ...sums }]) => ({
      primitive,
      ...sums,
      skipped: inOrder(skipped).map(([reason, bytes]) => ({ reason, bytes })),
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

/** Why nothing was estimated though it was asked for; undefined if something was. */
export function whyNothing(rows: readonly ResidualRow[]): string | undefined {
  if (rows.length === 0 || rows.some(({ estimatedBytes }) => estimatedBytes > 0)) return undefined;
  const reasons = rows.map(({ primitive, exactBytes, skipped }) => {
    const needed = exactBytes > 0 ? ['its derivative needs it exactly'] : [];
    return `of ${primitive}, ${[...needed, ...skipped.map(({ reason }) => reason)].join(', or ')}`;
  });
  return `no residual was estimated, and the gradient is exact: ${reasons.join('; ')}`;
}

function inOrder<T>(named: ReadonlyMap<string, T>): (readonly [string, T])[] {
  return [...named].sort(([a], [b]) => (a < b ? -1 : 1));
}
