/** A part of a sweep: every `count`-th point, from the `index`-th on, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * A shard from `2/8`.
 *
 * @throws {RangeError} if it is none
 */
export function parseShard(text: string): Shard {
  const [index, count] = /^(\d+)\/(\d+)$/.exec(text)?.slice(1).map(Number) ?? [];
  if (index !== undefined && count !== undefined && index >= 1 && index <= count) return { index, count };
  throw new RangeError(`shard is '${text}'; i/n with 1 <= i <= n is needed, such as 2/8`);
}

/** The points of a shard: neighbours, which are alike in work, go to different ones. */
export function pointsOf<Point>(points: readonly Point[], { index, count }: Shard): readonly Point[] {
  return points.filter((_, place) => place % count === index - 1);
}
