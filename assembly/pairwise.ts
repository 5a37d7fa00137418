// Long sums: numbers are added in their order in blocks of BLOCK, the sums of GROUP blocks in their order, and the sums of
// groups pairwise, so that the error grows with the logarithm of their number. The sums of groups wait in a pile: the one
// of group g, from 0 on, is added to the one before as often as g has trailing ones in binary, so that both stand for as
// many groups; the last group, which may be short, is added to all that wait, the newest first. Of blocks there may be as
// well any number side by side: each lane is a sum of its own.

/** How many numbers are added one after the other, and how many such sums. */
export const BLOCK: usize = 32;
const GROUP: usize = 8;

// What waits of 2^24 groups, and of the one that is being added up: up to four vectors each.
const pile = memory.data(25 * 64, 16);

/** The sum of a block that is not the last one, of one vector. Blocks are numbered from 0 on. */
export function wait<T>(block: usize, sum: v128): void {
  let group = block / GROUP;
  let place = pile + 16 * <usize>popcnt<usize>(group);
  if (block % GROUP != 0) sum = v128.add<T>(v128.load(place), sum);
  if (block % GROUP == GROUP - 1) {
    for (; (group & 1) != 0; group >>= 1) {
      place -= 16;
      sum = v128.add<T>(v128.load(place), sum);
    }
  }
  v128.store(place, sum);
}

/** The sum of the last block and of those before it. */
export function withWaiting<T>(blocks: usize, last: v128): v128 {
  let place = pile + 16 * <usize>popcnt<usize>(blocks / GROUP);
  if (blocks % GROUP != 0) last = v128.add<T>(v128.load(place), last);
  while (place > pile) {
    place -= 16;
    last = v128.add<T>(v128.load(place), last);
  }
  return last;
}

/** The same for blocks of four vectors. */
// @ts-ignore: decorator
@inline export function waitFour<T>(block: usize, s0: v128, s1: v128, s2: v128, s3: v128): void {
  let group = block / GROUP;
  let place = pile + 64 * <usize>popcnt<usize>(group);
  if (block % GROUP == 0) storeFour(place, s0, s1, s2, s3);
  else addFour<T>(place, s0, s1, s2, s3);
  if (block % GROUP != GROUP - 1) return;
  for (; (group & 1) != 0; group >>= 1) {
    place -= 64;
    addFour<T>(place, v128.load(place, 64), v128.load(place, 80), v128.load(place, 96), v128.load(place, 112));
  }
}

/** The sum of the last block and of those before it, folded. */
export function foldWithWaiting<T>(blocks: usize, s0: v128, s1: v128, s2: v128, s3: v128): T {
  let place = pile + 64 * <usize>popcnt<usize>(blocks / GROUP);
  if (blocks % GROUP == 0) place -= 64;
  for (; place >= pile; place -= 64) {
    s0 = v128.add<T>(v128.load(place), s0);
    s1 = v128.add<T>(v128.load(place, 16), s1);
    s2 = v128.add<T>(v128.load(place, 32), s2);
    s3 = v128.add<T>(v128.load(place, 48), s3);
  }
  return foldFour<T>(s0, s1, s2, s3);
}

/** What is left of four vectors: the second half of the numbers is added to the first, until one is left. */
// @ts-ignore: decorator
@inline export function foldFour<T>(s0: v128, s1: v128, s2: v128, s3: v128): T {
  return fold<T>(v128.add<T>(v128.add<T>(s0, s2), v128.add<T>(s1, s3)));
}

/** The same of one vector. */
export function fold<T>(v: v128): T {
  if (sizeof<T>() == 4) v = v128.add<T>(v, v128.shuffle<f64>(v, v, 1, 1));
  const second = sizeof<T>() == 4 ? v128.shuffle<f32>(v, v, 1, 1, 1, 1) : v128.shuffle<f64>(v, v, 1, 1);
  return v128.extract_lane<T>(v128.add<T>(v, second), 0);
}

/** The sum of the last block and of those before it is kept at the address returned. */
export function withFourWaiting<T>(blocks: usize, s0: v128, s1: v128, s2: v128, s3: v128): usize {
  let place = pile + 64 * <usize>popcnt<usize>(blocks / GROUP);
  if (blocks % GROUP == 0) storeFour(place, s0, s1, s2, s3);
  else addFour<T>(place, s0, s1, s2, s3);
  while (place > pile) {
    place -= 64;
    addFour<T>(place, v128.load(place, 64), v128.load(place, 80), v128.load(place, 96), v128.load(place, 112));
  }
  return pile;
}

// @ts-ignore: decorator
@inline function addFour<T>(to: usize, s0: v128, s1: v128, s2: v128, s3: v128): void {
  v128.store(to, v128.add<T>(v128.load(to), s0));
  v128.store(to, v128.add<T>(v128.load(to, 16), s1), 16);
  v128.store(to, v128.add<T>(v128.load(to, 32), s2), 32);
  v128.store(to, v128.add<T>(v128.load(to, 48), s3), 48);
}

// @ts-ignore: decorator
@inline function storeFour(to: usize, s0: v128, s1: v128, s2: v128, s3: v128): void {
  v128.store(to, s0);
  v128.store(to, s1, 16);
  v128.store(to, s2, 32);
  v128.store(to, s3, 48);
}
