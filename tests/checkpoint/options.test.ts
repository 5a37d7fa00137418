import { describe, expect, test } from 'vitest';
import {
  bisect,
  type Profile,
  periodic,
  recomputeAll,
  revolve,
  sqrt,
  storeAll,
  treeverse,
} from '../../src/checkpoint/index.js';
import { online } from '../../src/checkpoint/online.js';
import { wangMoin } from '../../src/checkpoint/wangMoin.js';

const sized: readonly [string, string, (options: never) => unknown, string][] = [
  ['revolve', 'slots', revolve, 'for the initial state'],
  ['treeverse', 'slots', treeverse, 'for the initial state'],
  ['online', 'slots', online, 'for the initial state'],
  ['wangMoin', 'slots', wangMoin, 'for the initial state'],
  ['periodic', 'every', periodic, 'the steps of a segment'],
];

describe.each(sized)('%s', (where, name, factory, why) => {
  const build = (options: unknown) => () => factory(options as never);

  test('refuses sizes below 1', () => {
    for (const size of [0, -1])
      expect(build({ [name]: size })).toThrow(
        new RangeError(`${where}: ${name} is ${size}; at least 1 is needed, ${why}`),
      );
  });

  test('refuses sizes that are not whole', () => {
    for (const size of [2.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(build({ [name]: size })).toThrow(
        new RangeError(`${where}: ${name} is ${size}; a whole number is needed`),
      );
  });

  test('refuses what is no number', () => {
    expect(build({ [name]: '8' })).toThrow(new TypeError(`${where}: ${name} is '8'; a number is needed`));
    expect(build({ [name]: null })).toThrow(new TypeError(`${where}: ${name} is null; a number is needed`));
  });

  test('says how it is written if there is no size', () => {
    for (const options of [undefined, {}])
      expect(build(options)).toThrow(
        new TypeError(`${where}: ${name} is missing; write ${where}({ ${name}: 8 })`),
      );
    for (const options of [null, 8])
      expect(build(options)).toThrow(`${where}: options are ${options}; an object with ${name}`);
  });
});

describe.each([
  ['storeAll', storeAll()],
  ['recomputeAll', recomputeAll()],
  ['periodic', periodic({ every: 2 })],
  ['sqrt', sqrt()],
  ['bisect', bisect()],
  ['treeverse', treeverse({ slots: 2 })],
  ['revolve', revolve({ slots: 2 })],
  ['online', online({ slots: 2 })],
  ['wangMoin', wangMoin({ slots: 2 })],
] as const)('a schedule of %s', (where, strategy) => {
  test('refuses an extent that is not a number of steps, before the first action', () => {
    for (const extent of [-1, 2.5, Number.NaN, Number.NEGATIVE_INFINITY])
      expect(() => strategy.schedule({ extent })).toThrow(
        new RangeError(`${where}: extent is ${extent}; a whole number of steps, 0 or more, is needed`),
      );
    expect(() => strategy.schedule(100 as never)).toThrow(
      new TypeError(
        `${where}: extent is missing; a number of steps is needed, as in schedule({ extent: 100 })`,
      ),
    );
  });
});

describe.each([
  ['sqrt', sqrt()],
  ['bisect', bisect()],
  ['treeverse', treeverse({ slots: 2 })],
  ['revolve', revolve({ slots: 2 })],
] as const)('a schedule of %s', (where, strategy) => {
  test('says which strategies need not know the extent where it is unknown', () => {
    expect(() => strategy.schedule({ extent: Number.POSITIVE_INFINITY, ends: () => true })).toThrow(
      new RangeError(
        `${where}: the length of the chain is unknown; it has to be known before the run. Give the extent, or use ` +
          'online({ slots }), wangMoin({ slots }), periodic({ every }), storeAll() or recomputeAll()',
      ),
    );
  });
});

describe.each([
  ['storeAll', storeAll()],
  ['recomputeAll', recomputeAll()],
  ['periodic', periodic({ every: 2 })],
  ['online', online({ slots: 2 })],
  ['wangMoin', wangMoin({ slots: 2 })],
] as const)('a schedule of %s', (where, strategy) => {
  test('has to be told somehow where the chain ends', () => {
    expect(() => strategy.schedule({ extent: Number.POSITIVE_INFINITY })).toThrow(
      new RangeError(
        `${where}: the length of the chain is unknown and nothing tells where it ends; give the extent, or ` +
          'ends: (state) => boolean beside extent: Infinity',
      ),
    );
  });

  test('does nothing on a chain that ends where it begins', () => {
    const asked: number[] = [];
    const ends = (state: number): boolean => asked.push(state) > 0;
    const profile: Profile = { extent: Number.POSITIVE_INFINITY, ends };
    expect([...strategy.schedule(profile)]).toEqual([]);
    expect(asked).toEqual([0]);
  });
});
