import { describe, expect, test } from 'vitest';
import {
  add,
  apply,
  cast,
  defaultArena,
  definePrimitive,
  dropout,
  exactly,
  exp,
  later,
  multiply,
  revolve,
  scan,
  square,
  storeAll,
  subtract,
  sum,
  Tape,
  TapeError,
  type Tensor,
  tensor,
  tidy,
} from '../../../src/index.js';
import type { None, One } from '../../../src/tape/primitive.js';

/** What a caller without types may write. */
function gradientOf(definition: object, compile = true): readonly number[] {
  return tidy(() => {
    const step = (p: Tensor, h: Tensor) => ({
      state: Reflect.apply(apply, undefined, [definition, [multiply(p, h)], undefined]),
    });
    const loss = (p: Tensor): Tensor =>
      sum(scan(step, { parameters: p, state: tensor([1, 1, 1]), inputs: tensor([0, 0]) }).state);
    return [...new Tape({ compile }).gradient(loss, tensor([1, 2, 3])).gradient.toArray()];
  });
}

const whole = { name: 'own', primal: ([x]: One) => multiply(x, 1), vjp: (g: Tensor) => [g] };

describe('what its functions return', () => {
  const list = 'a list of 1 is needed, a cotangent for each input, with undefined for zero';
  test.each([
    [
      { vjp: (g: Tensor) => [sum(g)] },
      'own: vjp returned float32 [] as the cotangent of input 0, which is float32 [3]; a cotangent has the shape and ' +
        'the dtype of its input',
    ],
    [
      { vjp: () => [tensor([1, 2, 3], { dtype: 'float64' })] },
      'own: vjp returned float64 [3] as the cotangent of input 0, which is float32 [3]; a cotangent has the shape and ' +
        'the dtype of its input',
    ],
    [
      { vjp: (g: Tensor) => [{ compute: () => sum(g) }] },
      'own: vjp returned float32 [] as the cotangent of input 0, which is float32 [3]; a cotangent has the shape and ' +
        'the dtype of its input',
    ],
    [{ vjp: (g: Tensor) => g }, `own: vjp returned a tensor float32 [3]; ${list}`],
    [{ vjp: () => undefined }, `own: vjp returned undefined; ${list}`],
    [{ vjp: () => [] }, `own: vjp returned a list of 0; ${list}`],
    [{ vjp: (g: Tensor) => [g, g] }, `own: vjp returned a list of 2; ${list}`],
    [
      { vjp: () => [1] },
      'own: vjp returned 1 as the cotangent of input 0; a tensor like that input is needed, or undefined for zero',
    ],
    [
      { vjp: () => [{ compute: () => undefined }] },
      'own: vjp returned undefined as the cotangent of input 0; a tensor like that input is needed, or undefined for zero',
    ],
    [
      { save: ([x]: One) => [x] },
      'own: save returned a tensor float32 [3] at place 0 of its list; wrap the tensor: exactly(x) if the vjp needs it ' +
        'as it is, or estimable(x) if every cotangent is affine in it',
    ],
    [
      { save: ([x]: One) => exactly(x) },
      'own: save returned an object; a list is needed, such as [exactly(x)] for a vjp that reads x',
    ],
    [
      { save: ([x]: One) => [{ ...exactly(x), readBy: [1] }] },
      'own: save says that the cotangent of input 1 is computed from its residual 0; the inputs are numbered from 0 to 0',
    ],
    [{ primal: () => 3 }, 'own: primal returned 3; a tensor is needed'],
    [
      { primal: () => tensor([1, 2, 3], { dtype: 'int32' }) },
      'own: primal returned int32 [3]; float32 or float64 is needed where there is a vjp, since only these have derivatives',
    ],
  ])('is checked: %#', (fields, message) => {
    const before = defaultArena().liveBytes;
    for (const compile of [true, false])
      expect(() => gradientOf({ ...whole, ...fields }, compile)).toThrow(message);
    expect(defaultArena().liveBytes).toBe(before);
  });
});

describe('a definition', () => {
  test.each([
    [
      { ...whole, vpj: 1 },
      "definePrimitive: there is no option 'vpj'; did you mean 'vjp'? name, primal, save and vjp are known",
    ],
    [{ ...whole, name: '' }, "definePrimitive: name is ''; a name for messages and reports is needed"],
    [{ ...whole, primal: 1 }, 'definePrimitive: primal is 1; a function is needed'],
    [
      { name: 'own' },
      'definePrimitive: own: primal is undefined; a function (inputs, options) => output is needed',
    ],
    [
      { ...whole, save: () => [], vjp: undefined },
      'definePrimitive: own: vjp is undefined; it alone reads what is saved, so add it, or leave save out',
    ],
  ])('is checked, whoever gets it: %#', (definition, message) => {
    const error = new TypeError(message);
    expect(() => Reflect.apply(definePrimitive, undefined, [definition])).toThrow(error);
    expect(() => Reflect.apply(apply, undefined, [definition, [tensor(1)], undefined])).toThrow(error);
    expect(() => Reflect.apply(later, undefined, [definition, [tensor(1)], undefined])).toThrow(error);
  });

  test('has to be there', () => {
    expect(() => Reflect.apply(definePrimitive, undefined, [])).toThrow(
      new TypeError(
        'definePrimitive: options are undefined; an object with name, primal, save or vjp is needed',
      ),
    );
    expect(() => Reflect.apply(apply, undefined, [undefined, [tensor(1)]])).toThrow(
      new TypeError(
        'apply: the primitive is undefined; what definePrimitive has made is needed, or its definition',
      ),
    );
  });

  test('is applied to a list', () => {
    const own = definePrimitive(whole);
    const message = 'own: the inputs are a tensor float32 []; a list of tensors is needed, such as [x]';
    expect(() => Reflect.apply(own, undefined, [tensor(1)])).toThrow(message);
    expect(() => Reflect.apply(apply, undefined, [own, tensor(1)])).toThrow(message);
    expect(() => Reflect.apply(later, undefined, [own, tensor(1)])).toThrow(message);
  });
});

test('it is a function, and what apply takes', () => {
  const scaled = definePrimitive({
    name: 'scaled',
    primal: ([x]: One, { by }: { by: number }) => multiply(x, by),
    vjp: (g: Tensor, _: None, { options }: { options: { by: number } }) => [multiply(g, options.by)],
  });
  tidy(() => {
    const x = tensor([1, 2]);
    for (const y of [
      scaled([x], { by: 3 }),
      apply(scaled, [x], { by: 3 }),
      apply(scaled.primitive, [x], { by: 3 }),
      later(scaled, [x], { by: 3 }).compute(),
    ]) {
      expect([...y.toArray()]).toEqual([3, 6]);
    }
    expect([...apply(multiply, [x, x], undefined).toArray()]).toEqual([1, 4]);
  });
});

describe('the tape has the primitive, and nothing that it is made of', () => {
  const gradient = (loss: (x: Tensor) => Tensor, at: readonly number[]) =>
    tidy(() => {
      const { gradient, report } = new Tape().gradient(loss, tensor(at));
      return { numbers: [...gradient.toArray()], residual: report.peakByAccount.residual };
    });

  test('an input that is returned is another value than what was given', () => {
    const twice = definePrimitive({
      name: 'twice',
      primal: ([x]: One) => x,
      vjp: (g: Tensor) => [multiply(g, 2)],
    });
    expect(gradient((x) => sum(add(twice([x]), x)), [1, 2]).numbers).toEqual([3, 3]);
  });

  test('a tensor from outside that is returned stays one', () => {
    const c = tensor([5, 5]);
    const toConstant = definePrimitive({
      name: 'toConstant',
      primal: (_: One) => c,
      vjp: (g: Tensor) => [g],
    });
    expect(gradient((x) => sum(add(toConstant([x]), c)), [1, 2]).numbers).toEqual([1, 1]);
    expect([...c.toArray()]).toEqual([5, 5]);
    c.dispose();
  });

  test('what is computed in primal or for save is not recorded', () => {
    const own = definePrimitive({
      name: 'own',
      primal: ([x]: One) => exp(square(square(x))),
      save: ([x]: One) => [exactly(multiply(square(x), 4))],
      vjp: (g: Tensor, [y]: One) => [multiply(g, y)],
    });
    const { numbers, residual } = gradient((x) => sum(own([x])), [1, 2]);
    expect(numbers).toEqual([4, 16]);
    expect(residual).toBe(64);
  });

  test('a cotangent that is undefined is zero', () => {
    const first = definePrimitive({
      name: 'first',
      primal: ([x, y]: readonly [Tensor, Tensor]) => multiply(x, y),
      vjp: (g: Tensor) => [g, undefined],
    });
    expect(gradient((x) => sum(first([x, multiply(x, 5)])), [1, 2]).numbers).toEqual([1, 1]);
  });

  test('an input of whole numbers has none', () => {
    const picked = (cotangent: (g: Tensor) => Tensor | undefined) => {
      const own = definePrimitive({
        name: 'picked',
        primal: ([x, at]: readonly [Tensor, Tensor]) => multiply(x, cast(at, 'float32')),
        save: ([, at]: readonly [Tensor, Tensor]) => [exactly(at)],
        vjp: (g: Tensor, [at]: One) => [multiply(g, cast(at, 'float32')), cotangent(g)],
      });
      return gradient((x) => sum(own([x, tensor([3, 4], { dtype: 'int32' })])), [1, 2]).numbers;
    };
    expect(picked(() => undefined)).toEqual([3, 4]);
    expect(() => picked((g) => g)).toThrow(
      'picked: vjp returned float32 [2] as the cotangent of input 1, which is int32 [2]; it has no derivative, so ' +
        'return undefined for it',
    );
  });

  test('what it computes for a residual has a derivative too', () => {
    const cube = definePrimitive({
      name: 'cube',
      primal: ([x]: One) => multiply(square(x), x),
      save: ([x]: One) => [exactly(multiply(square(x), 3))],
      vjp: (g: Tensor, [d]: One) => [multiply(g, d)],
    });
    const slope = (x: Tensor): Tensor => new Tape().gradient((y: Tensor) => sum(cube([y])), x).gradient;
    // The derivative of (3 x²)² is 36 x³.
    expect(gradient((x) => sum(square(slope(x))), [1, 2]).numbers).toEqual([36, 288]);
  });
});

test('random numbers are drawn outside of it, or with a key', () => {
  const noisy = definePrimitive({
    name: 'noisy',
    primal: ([x]: One) => dropout(x, { rate: 0.5 }),
    vjp: (g) => [g],
  });
  const message =
    'dropout: there is no tape here to take randomness from; call it in a loss or a step, or pass { key }';
  expect(() => tidy(() => new Tape().gradient((x: Tensor) => sum(noisy([x])), tensor([1, 2])))).toThrow(
    message,
  );
});

describe('a tensor that it remembers from an earlier application', () => {
  test.each([true, false])('is refused, compiled: %s', (compile) => {
    let last: Tensor | undefined;
    /** The tensor before, and this one from now on. */
    const earlier = (x: Tensor): Tensor => {
      const found = last ?? x;
      last = x;
      return found;
    };
    const definitions = [
      { ...whole, primal: ([x]: One) => add(earlier(x), x) },
      { ...whole, vjp: (g: Tensor) => [add(earlier(g), g)] },
      { ...whole, save: ([x]: One) => [exactly(earlier(x))], vjp: (g: Tensor, [x]: One) => [multiply(g, x)] },
    ];
    for (const definition of definitions) {
      last = undefined;
      const held = defaultArena().liveBytes;
      expect(() => gradientOf(definition, compile)).toThrow(TapeError);
      expect(defaultArena().liveBytes).toBe(held);
    }
  });
});

test('a primitive may hold a tape, as that of an implicit function does', () => {
  // A step of Newton's method towards the y at which the slope of (y - x)² vanishes, which is x.
  const solved = definePrimitive({
    name: 'solved',
    primal: ([x]: One) => {
      const start = tensor([0, 0]);
      const slope = new Tape().gradient((y: Tensor) => sum(square(subtract(y, x))), start).gradient;
      return subtract(start, multiply(slope, 0.5));
    },
    vjp: (g: Tensor) => [g],
  });
  const step = (a: Tensor, h: Tensor) => ({ state: solved([multiply(h, a)]) });
  const inputs = { extent: 4, at: () => [] };
  const loss = (a: Tensor): Tensor => sum(scan(step, { parameters: a, state: tensor([1, 2]), inputs }).state);
  for (const strategy of [storeAll(), revolve({ slots: 2 })]) {
    for (const compile of [true, false]) {
      const { gradient, report } = tidy(() => {
        const { gradient, report } = new Tape({ compile, strategy }).gradient(loss, tensor([3, 2]));
        return { gradient: [...gradient.toArray()], report };
      });
      expect(gradient).toEqual([4 * 3 ** 3, 2 * 4 * 2 ** 3]);
      expect(report.peakBytes).toBe(report.predicted?.peakBytes);
      expect(report.remarks.filter((remark) => remark.startsWith('scan'))).toEqual(
        compile ? ['scan: a step is not compiled and runs as it is written: it holds a tape'] : [],
      );
    }
  }
});
