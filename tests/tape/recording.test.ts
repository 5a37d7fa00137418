import { describe, expect, test } from 'vitest';
import { Arena } from '../../src/array/arena.js';
import { Scope, within } from '../../src/array/scope.js';
import { TapeError } from '../../src/errors.js';
import { add, multiply, ones, square, type Tensor, tanh, tensor, zeros } from '../../src/index.js';
import { Recording } from '../../src/tape/recording.js';
import { hearing } from '../../src/tape/trace.js';

const numbers = (x: Tensor | undefined): number[] | undefined => x && Array.from(x.toArray());

/** Runs `body` where its tensors are freed, and finds everything freed afterwards. */
function inScope(body: (arena: Arena) => void): void {
  const arena = new Arena();
  within(
    new Scope(arena, 'scratch'),
    () => body(arena),
    () => [],
  );
  expect(arena.liveBytes).toBe(0);
}

/** A cotangent of a value, as a sweep takes it over. */
const seed = (number: number, cotangent: Tensor) => ({ number, cotangent: cotangent.handle('cotangent') });

/** x y + x², recorded. */
function product(recording: Recording): { x: number; y: number; z: number } {
  const [a, b] = [tensor([2, 3]), tensor([5, 7])];
  const [x, y] = [recording.follow(a), recording.follow(b)];
  const z = hearing(recording, () => recording.numberOf(add(multiply(a, b), square(a))));
  return { x, y, z };
}

describe('a recording', () => {
  test('pulls a cotangent back to the values that are asked for', () => {
    inScope(() => {
      const recording = new Recording();
      const { x, y, z } = product(recording);
      expect(recording.entryCount).toBe(3);
      const found = recording.sweep([seed(z, ones([2]))], [x, y, z]);
      expect(found.map(numbers)).toEqual([[9, 13], [2, 3], undefined]);
      for (const cotangent of found) cotangent?.dispose();
      expect(recording.entryCount).toBe(0);
    });
  });

  test('adds to accumulators in place, and gives those back to nobody', () => {
    inScope(() => {
      const recording = new Recording();
      const { x, y, z } = product(recording);
      const total = tensor([100, 100]);
      const [none, found] = recording.sweep([seed(z, ones([2]))], [x, y], new Map([[x, total]]));
      expect(none).toBeUndefined();
      expect(numbers(found)).toEqual([2, 3]);
      expect(numbers(total)).toEqual([109, 113]);
      found?.dispose();
    });
  });

  test('adds up several seeds of one value, and ignores those of constants', () => {
    inScope(() => {
      const recording = new Recording();
      const { y, z } = product(recording);
      const seeds = [seed(z, ones([2])), seed(-1, zeros([3])), seed(z, ones([2])), seed(y, tensor([10, 10]))];
      const [found] = recording.sweep(seeds, [y]);
      expect(numbers(found)).toEqual([14, 16]);
      found?.dispose();
    });
  });

  test('follows nothing that does not depend on what it follows', () => {
    inScope(() => {
      const recording = new Recording();
      const constant = ones([2]);
      hearing(recording, () => {
        expect(recording.numberOf(tanh(square(constant)))).toBe(-1);
      });
      expect(recording.entryCount).toBe(0);
    });
  });

  test('keeps its residuals until it is swept, and no longer', () => {
    inScope((arena) => {
      const recording = new Recording();
      const x = tensor(new Float32Array(64));
      const number = recording.follow(x);
      let last = -1;
      within(
        new Scope(arena, 'scratch'),
        () => {
          last = hearing(recording, () => recording.numberOf(tanh(square(x))));
        },
        () => [],
      );
      // square keeps x, which is alive anyway; tanh keeps its result.
      expect(arena.ledger.liveByAccount.residual).toBe(2 * 256);
      const found = recording.sweep([seed(last, ones([64]))], [number]);
      expect(arena.ledger.liveByAccount.residual).toBe(0);
      for (const cotangent of found) cotangent?.dispose();
    });
  });

  test('is swept once', () => {
    inScope((arena) => {
      const recording = new Recording();
      const { x, z } = product(recording);
      const [found] = recording.sweep([seed(z, ones([2]))], [x]);
      const live = arena.ledger.liveByAccount.cotangent;
      expect(() => recording.sweep([seed(z, ones([2]))], [x])).toThrow(
        new TapeError('sweep: this tape was already swept; record the step again'),
      );
      expect(arena.ledger.liveByAccount.cotangent).toBe(live);
      found?.dispose();
    });
  });

  test('cannot be swept once it was freed, and may be freed twice', () => {
    inScope((arena) => {
      const recording = new Recording();
      const { x, z } = product(recording);
      expect(recording.alive).toBe(true);
      recording.free();
      recording.free();
      expect(recording.alive).toBe(false);
      expect(arena.ledger.liveByAccount.residual).toBe(0);
      expect(() => recording.sweep([seed(z, ones([2]))], [x])).toThrow(
        new TapeError('sweep: this tape was already freed; record the step again'),
      );
    });
  });

  test('of a value refuses it where another listens', () => {
    inScope(() => {
      const [one, other] = [new Recording(), new Recording()];
      const x = ones([2]);
      one.follow(x);
      expect(() => hearing(other, () => square(x))).toThrow(
        new TapeError(
          'square: a tensor of shape [2] belongs to an enclosing tape and would get no gradient here; ' +
            'pass it in: scan(step, { parameters: { ..., it }, ... }), or checkpoint(f)(..., it), and read it from ' +
            "the step's arguments. For a constant, use stopGradient(it)",
        ),
      );
      one.free();
      hearing(other, () => square(x));
      other.free();
    });
  });

  test('around another follows what that one keeps', () => {
    inScope(() => {
      const outer = new Recording();
      const inner = new Recording({ outer });
      const x = tensor([0.5]);
      const number = outer.follow(x);
      const own = inner.follow(x);
      const y = hearing(inner, () => tanh(x));
      const [slope] = hearing(outer, () => inner.sweep([seed(inner.numberOf(y), ones([1]))], [own]));
      // tanh keeps its result, which the outer tape follows: the slope 1 - y² has a derivative, -2 y (1 - y²).
      const [curvature] = outer.sweep([seed(outer.numberOf(slope!), ones([1]))], [number]);
      const t = Math.tanh(0.5);
      // A few operations in float32, each off by half of 2^-23.
      expect(Math.abs(curvature!.item() - -2 * t * (1 - t * t))).toBeLessThan(4 * 2 ** -23);
      slope?.dispose();
      curvature?.dispose();
    });
  });
});
