import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Arena } from '../../src/array/arena.js';
import { outsideScopes, Scope, useArena, within } from '../../src/array/scope.js';
import { BudgetError } from '../../src/errors.js';
import { add, multiply, reshape, type Tensor, tensor, tidy } from '../../src/tape/index.js';

let arena: Arena;
let before: Arena;

beforeEach(() => {
  arena = new Arena({ limitBytes: 4096 });
  before = useArena(arena);
});

afterEach(() => {
  useArena(before);
  expect(arena.liveBytes).toBe(0);
});

describe('tidy', () => {
  test('frees what was made in it, but for what it returns', () => {
    using x = tensor([1, 2]);
    using y = tidy(() => multiply(add(x, 1), add(x, 2)));
    expect([...y.toArray()]).toEqual([6, 12]);
    expect(arena.liveBytes).toBe(2 * 64);
  });

  test('finds returned tensors in lists and objects at any depth, and lets other values pass', () => {
    const made = tidy(() => ({
      a: [tensor(1), { b: tensor(2) }],
      count: 3,
      none: null,
      list: Float32Array.of(4),
    }));
    expect(arena.liveBytes).toBe(2 * 64);
    expect([made.count, made.none, made.list]).toEqual([3, null, Float32Array.of(4)]);
    const [a, { b }] = made.a as [Tensor, { b: Tensor }];
    expect([a.item(), b.item()]).toEqual([1, 2]);
    a.dispose();
    b.dispose();
    expect(tidy(() => undefined)).toBeUndefined();
  });

  test('keeps what it does not own: a tensor from outside is returned as it is', () => {
    using x = tensor([1]);
    expect(tidy(() => x)).toBe(x);
    expect(x.fate).toBeUndefined();
  });

  test('keeps a returned view though the tensor that it looks into is freed', () => {
    using y = tidy(() => reshape(tensor([1, 2, 3, 4]), [2, 2]));
    expect([...y.toArray()]).toEqual([1, 2, 3, 4]);
    expect(arena.liveBytes).toBe(64);
  });

  test('hands what an inner tidy returns to the outer one', () => {
    const inner: Tensor[] = [];
    using sum = tidy(() => {
      inner.push(tidy(() => add(tensor([1]), 1)));
      return add(inner[0]!, 1);
    });
    expect(sum.item()).toBe(3);
    expect(inner[0]?.fate).toBe('freed with its scope');
  });

  test('frees everything when its body throws', () => {
    expect(() =>
      tidy(() => {
        tensor([1]);
        tidy(() => {
          tensor([2]);
          throw new Error('in the middle');
        });
      }),
    ).toThrow('in the middle');
    expect(arena.liveBytes).toBe(0);
  });

  test('frees everything when the arena is full, and the next one has room again', () => {
    const fill = (): Tensor => tidy(() => add(tensor(new Float64Array(256)), tensor(new Float64Array(256))));
    expect(fill).toThrow(BudgetError);
    expect(arena.liveBytes).toBe(0);
    expect(tidy(() => tensor(new Float64Array(512)).size)).toBe(512);
  });

  test('lets a tensor be disposed of in it, or be returned twice', () => {
    const [x, y] = tidy(() => {
      tensor([1]).dispose();
      const z = tensor([2]);
      return [z, z];
    });
    expect(x).toBe(y);
    x?.dispose();
  });
});

describe('a scope', () => {
  test('counts what is made in it for its purpose, and what is kept for the one around it', () => {
    const kept = within(
      new Scope(arena, 'scratch'),
      () => {
        const x = within(
          new Scope(arena, 'state'),
          () => tensor([1]),
          (made) => [made],
        );
        expect(arena.ledger.liveByAccount).toMatchObject({ scratch: 64, state: 0 });
        return x;
      },
      (made) => [made],
    );
    expect([arena.ledger.liveBytes, arena.ledger.outsideBytes]).toEqual([0, 64]);
    kept.dispose();
  });

  test('frees what was made since a mark, but for what is spared', () => {
    const scope = new Scope(arena, 'scratch');
    within(
      scope,
      () => {
        const first = tensor([1]);
        const { extent } = scope;
        const [second, third] = [tensor([2]), tensor([3])];
        scope.freeSince(extent, [third]);
        expect([first.fate, second.fate, third.fate]).toEqual([undefined, 'freed with its scope', undefined]);
        expect(scope.extent).toBe(2);
      },
      () => [],
    );
  });

  test('owns nothing of what is made outside of scopes', () => {
    const kept = tidy(() => ({ tensor: outsideScopes(() => tensor([1])), isDone: true }));
    kept.tensor.dispose();
    const left: Tensor[] = [];
    tidy(() => left.push(outsideScopes(() => tensor([1]))));
    expect(left[0]?.fate).toBeUndefined();
    left[0]?.dispose();
  });

  test('closes though its body throws: what is made next is the user’s', () => {
    expect(() =>
      within(
        new Scope(arena, 'scratch'),
        () => {
          throw new Error('no');
        },
        () => [],
      ),
    ).toThrow('no');
    using x = tensor([1]);
    expect(x.purpose).toBe('outside');
  });
});

test('useArena gives back the arena before', () => {
  const other = new Arena();
  expect(useArena(other)).toBe(arena);
  using x = tensor([1]);
  expect(x.arena).toBe(other);
  expect(useArena(arena)).toBe(other);
  expect(arena.liveBytes).toBe(0);
});
