import { afterEach, beforeEach, expect, test } from 'vitest';
import { Arena } from '../../src/array/arena.js';
import { useArena } from '../../src/array/scope.js';
import { canBe, HandleLists, handleOf } from '../../src/tape/handleLists.js';
import { type Tensor, tensor } from '../../src/tape/index.js';

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

test('a list that was given back is taken again with its handles, which then hold what they are made to', () => {
  using x = tensor([1, 2]);
  using y = tensor([3, 4]);
  const lists = new HandleLists<Tensor>();
  const first = lists.take(1);
  first[0] = handleOf(x, 'state', first[0]);
  const [handle] = first;
  lists.give(first);
  const second = lists.take(1);
  second[0] = handleOf(y, 'snapshot', second[0]);
  expect([second, second[0], handle?.purpose]).toEqual([first, handle, 'snapshot']);
  expect([...second[0].toArray()]).toEqual([3, 4]);
  lists.give(second);
});

test('a list of other makers is let go of, and never used again', () => {
  using x = tensor([1, 2]);
  const lists = new HandleLists<Tensor>();
  const others = [x.handle('state')];
  lists.give(others);
  expect(others[0]?.fate).toBe('freed with its scope');
  expect(lists.take(1)).toEqual([]);
});

test('a list that is given back twice is not taken twice', () => {
  using x = tensor([1, 2]);
  const lists = new HandleLists<Tensor>();
  const list = lists.take(1);
  list[0] = x.handle('state');
  lists.give(list);
  lists.give(list);
  expect(lists.take(1)).toBe(list);
  expect(lists.take(1)).not.toBe(list);
});

test('a handle is used again only after it was let go of, and only for the same form', () => {
  using x = tensor([1, 2]);
  const handle = x.handle('state');
  expect(canBe(handle, x)).toBe(false);
  handle.free('freed with its scope');
  expect(canBe(handle, x)).toBe(true);
  expect(canBe(handle, { shape: [2, 1], dtype: 'float32' })).toBe(false);
  expect(canBe(handle, { shape: [2], dtype: 'int32' })).toBe(false);
  expect(canBe(undefined, x)).toBe(false);
});
