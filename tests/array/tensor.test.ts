import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Arena } from '../../src/array/arena.js';
import { detached } from '../../src/array/denseTensor.js';
import { useArena } from '../../src/array/scope.js';
import { byteLengthOf, sameShape, sizeOf } from '../../src/array/tensor.js';
import { LedgerError, ShapeError } from '../../src/errors.js';
import { add, reshape, tensor } from '../../src/tape/index.js';

let arena: Arena;
let before: Arena;

beforeEach(() => {
  arena = new Arena();
  before = useArena(arena);
});

afterEach(() => {
  useArena(before);
  expect(arena.liveBytes).toBe(0);
});

test('a tensor says its dtype and shape, and gives copies of its entries', () => {
  const x = tensor([[1, 2]]);
  expect(String(x)).toBe('float32 [1, 2]');
  expect(x.size).toBe(2);
  x.toArray()[0] = 9;
  expect([...x.toArray()]).toEqual([1, 2]);
  x.dispose();
});

test('item is the one number of a tensor of one entry', () => {
  for (const one of [5, [5], [[5]]]) {
    using x = tensor(one);
    expect(x.item()).toBe(5);
  }
  using two = tensor([1, 2]);
  expect(() => two.item()).toThrow(new ShapeError('item: the tensor is float32 [2]; one entry is needed'));
});

describe('dispose', () => {
  test('frees the bytes, once', () => {
    const x = tensor([1, 2]);
    const { block } = x;
    expect(arena.liveBytes).toBe(64);
    x.dispose();
    x.dispose();
    expect([arena.liveBytes, block?.total, x.fate]).toEqual([0, 0, 'disposed']);
  });

  test('happens at the end of a block that says using, however it is left', () => {
    const leave = (): void => {
      using x = tensor([1, 2]);
      using y = add(x, 1);
      throw new Error(`left with ${y.toArray()}`);
    };
    expect(leave).toThrow('left with 2,3');
    expect(arena.liveBytes).toBe(0);
  });

  test('leaves the bytes to the views that there are', () => {
    const x = tensor([1, 2, 3, 4]);
    const y = reshape(x, [2, 2]);
    expect(arena.liveBytes).toBe(64);
    x.dispose();
    expect([...y.toArray()]).toEqual([1, 2, 3, 4]);
    y.dispose();
  });

  test('makes every later use an error that says so', () => {
    const x = tensor([1]);
    x.dispose();
    const message = 'read: a tensor of shape [1] is used after it was disposed';
    expect(() => x.item()).toThrow(new ShapeError(message));
    expect(() => x.toArray()).toThrow(new ShapeError(message));
    expect(() => x.pointer).toThrow(new LedgerError('tensor: float32 [1] has no bytes in the arena'));
    expect(() => x.handle('state')).toThrow(new LedgerError('tensor: float32 [1] has no bytes to hold'));
  });
});

test('a handle holds the same bytes under another purpose, and recount changes it', () => {
  const x = tensor([1]);
  const handle = x.handle('state');
  expect(arena.ledger.liveByAccount.state).toBe(64);
  handle.recount('snapshot');
  expect(arena.ledger.liveByAccount).toMatchObject({ state: 0, snapshot: 64 });
  x.dispose();
  expect(handle.item()).toBe(1);
  handle.dispose();
});

test('a detached tensor has its own entries, in no arena', () => {
  const x = tensor([1, 2]);
  const copy = detached(x);
  x.dispose();
  expect(arena.liveBytes).toBe(0);
  expect([...copy.toArray()]).toEqual([1, 2]);
  using sum = add(copy, 1);
  expect([...sum.toArray()]).toEqual([2, 3]);
  copy.dispose();
  expect(() => copy.toArray()).toThrow(ShapeError);
});

test('sizes and shapes', () => {
  expect([sizeOf([]), sizeOf([3, 4]), sizeOf([3, 0])]).toEqual([1, 12, 0]);
  expect([byteLengthOf([3], 'float64'), byteLengthOf([3], 'uint8')]).toEqual([24, 3]);
  expect([sameShape([1, 2], [1, 2]), sameShape([1], [1, 1]), sameShape([2], [3])]).toEqual([
    true,
    false,
    false,
  ]);
});
