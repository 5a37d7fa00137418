import { expect, test } from 'vitest';
import { parseShard, pointsOf } from '../../../experiments/harness/shard.js';

test('shards are all the points, each once', () => {
  const points = Array.from({ length: 17 }, (_, n) => n);
  for (const count of [1, 2, 5, 20]) {
    const parts = Array.from({ length: count }, (_, place) =>
      pointsOf(points, parseShard(`${place + 1}/${count}`)),
    );
    expect(parts.flat().sort((a, b) => a - b)).toEqual(points);
  }
});

test.each(['0/4', '5/4', '1', '1/0', 'a/b', '-1/4', '1.5/4', ''])("'%s' is no shard", (text) => {
  expect(() => parseShard(text)).toThrow(
    new RangeError(`shard is '${text}'; i/n with 1 <= i <= n is needed, such as 2/8`),
  );
});
