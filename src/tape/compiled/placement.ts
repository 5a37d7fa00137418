/** Bytes that are needed from one instruction to another, both included. */
export interface Lifetime {
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** What lies at a fixed place already. */
export interface Placed extends Lifetime {
  readonly offset: number;
}

/**
 * Puts buffers into one stretch of bytes so that no two that live at the same time overlap, in as few bytes as a greedy
 * choice finds: the largest first, each as low as it can be.
 *
 * @param fixed - buffers that have their places already, all of them below `wall`
 * @param wall - no buffer lies on both sides of it
 * @returns the offsets, in the order given, and the end of the highest buffer, or `wall` if that is higher
 */
export function placed(
  lifetimes: readonly Lifetime[],
  { fixed, wall }: { fixed: readonly Placed[]; wall: number },
): { readonly offsets: readonly number[]; readonly end: number } {
  const order = lifetimes.map((_, nth) => nth);
  order.sort(
    (a, b) => lifetimes[b]!.bytes - lifetimes[a]!.bytes || lifetimes[a]!.first - lifetimes[b]!.first,
  );
  const all: Placed[] = [...fixed];
  const offsets = lifetimes.map(() => 0);
  let end = wall;
  for (const nth of order) {
    const buffer = lifetimes[nth]!;
    const offset = lowest(
      buffer,
      all.filter((other) => areBothAlive(buffer, other)),
      wall,
    );
    offsets[nth] = offset;
    all.push({ ...buffer, offset });
    end = Math.max(end, offset + buffer.bytes);
  }
  return { offsets, end };
}

/** The lowest offset at which a buffer meets none of the others. */
function lowest({ bytes }: Lifetime, others: readonly Placed[], wall: number): number {
  const inOrder = [...others].sort((a, b) => a.offset - b.offset);
  let offset = beyondWall(0, bytes, wall);
  for (const other of inOrder) {
    if (offset + bytes <= other.offset) break;
    offset = beyondWall(Math.max(offset, other.offset + other.bytes), bytes, wall);
  }
  return offset;
}

function beyondWall(offset: number, bytes: number, wall: number): number {
  return offset < wall && offset + bytes > wall ? wall : offset;
}

function areBothAlive(a: Lifetime, b: Lifetime): boolean {
  return a.first <= b.last && b.first <= a.last;
}
