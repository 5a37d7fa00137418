import { describe, expect, test } from 'vitest';
import { keyOf } from '../../src/array/random.js';
import { keptOf, shortageOf } from '../../src/randomized/fraction.js';
import { project } from '../../src/randomized/project.js';
import { sample } from '../../src/randomized/sample.js';
import type { Sketching } from '../../src/tape/sketch.js';

const makers = { sample, project } as const;
const residual = {
  primitive: 'matmul',
  parameters: ['W'],
  shape: [150, 20],
  dtype: 'float32',
  bytes: 12_032,
} as const;

test('a name says all that changes the estimate', () => {
  expect(sample({ fraction: 0.1 }).name).toBe('sample(0.1)');
  expect(sample({ fraction: 0.1, replace: true }).name).toBe('sample(0.1, replace)');
  expect(sample({ fraction: 1, perExample: true }).name).toBe('sample(1, perExample)');
  expect(sample({ fraction: 0.1, replace: true, perExample: true }).name).toBe(
    'sample(0.1, replace, perExample)',
  );
  expect(project({ fraction: 0.05 }).name).toBe('project(0.05)');
});

test('the number that is kept is rounded up, within one and all', () => {
  // The paper's constants: layers of 784 and 300, and a grid of 33 x 33 at its six fractions.
  expect([784, 300].map((width) => keptOf(width, 0.1))).toEqual([79, 30]);
  expect([1, 0.1, 0.01, 0.005].map((fraction) => keptOf(1089, fraction))).toEqual([1089, 109, 11, 6]);
  expect([keptOf(20, 0.01), keptOf(1, 0.1), keptOf(7, 1), keptOf(3, 0.999)]).toEqual([1, 1, 7, 3]);
});

test('less than one entry is said, and one is not', () => {
  expect(shortageOf(20, 0.01)).toBe('fraction 0.01 of 20 entries is less than one: one is kept');
  expect(shortageOf(20, 0.05)).toBe(undefined);
  expect(shortageOf(49, 1 / 49)).toBe(undefined);
  for (const make of Object.values(makers)) {
    const sketching = make({ fraction: 0.01 }).sketchOf(residual);
    expect(sketching).toMatchObject({ kept: 1, remark: shortageOf(20, 0.01) });
    expect(make({ fraction: 0.1 }).sketchOf(residual)).toMatchObject({ kept: 2, remark: undefined });
  }
});

describe.each(Object.entries(makers))('%s', (name, make) => {
  test('has a key of its seed, and keeps off the signal path unless it is asked', () => {
    expect(make({ fraction: 0.1 })).toMatchObject({ key: keyOf(0), signal: false });
    expect(make({ fraction: 0.1, seed: 'a', signal: true })).toMatchObject({ key: keyOf('a'), signal: true });
  });

  test('says why it keeps a residual as it is', () => {
    const reasonFor = (changes: object, options: object = {}): Sketching | string =>
      make({ fraction: 0.1, ...options }).sketchOf({ ...residual, ...changes });
    expect(reasonFor({}, { primitives: ['multiply'] })).toBe('primitives leaves it out');
    expect(reasonFor({}, { primitives: ['matmul'] })).toHaveProperty('kept', 2);
    expect(reasonFor({}, { parameters: ['U', 'V'] })).toBe('parameters leaves it out');
    expect(reasonFor({ parameters: [] }, { parameters: ['W'] })).toBe('parameters leaves it out');
    expect(reasonFor({}, { parameters: ['U', 'W'] })).toHaveProperty('kept', 2);
    expect(reasonFor({ dtype: 'int32' })).toBe('it is int32');
    expect(reasonFor({ shape: [] })).toBe('it is a scalar');
    expect(reasonFor({ shape: [0, 20] })).toBe('it is empty');
    expect(reasonFor({ shape: [20, 1] })).toBe('its rows have one entry each');
    expect(reasonFor({}, { minimumBytes: 12_033 })).toBe('it is smaller than minimumBytes, 12033');
    expect(reasonFor({}, { minimumBytes: 12_032 })).toHaveProperty('kept', 2);
  });

  test.each([
    [undefined, TypeError, `fraction is missing; write ${name}({ fraction: 0.1 })`],
    [{}, TypeError, `fraction is missing; write ${name}({ fraction: 0.1 })`],
    [null, TypeError, `the options are null; write ${name}({ fraction: 0.1 })`],
    [0.1, TypeError, `the options are 0.1; write ${name}({ fraction: 0.1 })`],
    [{ fraction: 0 }, RangeError, 'fraction is 0; a number above 0 and at most 1 is needed'],
    [{ fraction: -0.1 }, RangeError, 'fraction is -0.1; a number above 0 and at most 1 is needed'],
    [{ fraction: 1.5 }, RangeError, 'fraction is 1.5; a number above 0 and at most 1 is needed'],
    [{ fraction: Number.NaN }, RangeError, 'fraction is NaN; a number above 0 and at most 1 is needed'],
    [{ fraction: '0.1' }, TypeError, "fraction is '0.1'; a number is needed"],
    [{ fraction: 0.1, seed: null }, TypeError, 'seed is null; a finite number or a string is needed'],
    [{ fraction: 0.1, seed: Number.NaN }, TypeError, 'seed is NaN; a finite number or a string is needed'],
    [{ fraction: 0.1, seed: [1] }, TypeError, 'seed is [1]; a finite number or a string is needed'],
    [
      { fraction: 0.1, minimumBytes: -1 },
      RangeError,
      'minimumBytes is -1; a number of bytes, 0 or more, is needed',
    ],
    [{ fraction: 0.1, minimumBytes: '4k' }, TypeError, "minimumBytes is '4k'; a number of bytes is needed"],
    [
      { fraction: 0.1, primitives: 'matmul' },
      TypeError,
      "primitives is 'matmul'; a list of names is needed, such as ['matmul']",
    ],
    [
      { fraction: 0.1, primitives: [1] },
      TypeError,
      "primitives is [1]; a list of names is needed, such as ['matmul']",
    ],
    [{ fraction: 0.1, signal: 1 }, TypeError, 'signal is 1; true or false is needed'],
  ])('refuses %j', (options, type, message) => {
    const call = (): unknown => Reflect.apply(make, undefined, [options]);
    expect(call).toThrow(type);
    expect(call).toThrow(new type(`${name}: ${message}`));
  });
});

test('a flag that is none, and an option that is misspelt or not its own, are refused by name', () => {
  const call = (make: unknown, options: object) => (): unknown =>
    Reflect.apply(make as typeof sample, undefined, [options]);
  expect(call(sample, { fraction: 0.1, replace: 'yes' })).toThrow(
    new TypeError("sample: replace is 'yes'; true or false is needed"),
  );
  expect(call(sample, { fraction: 0.1, perExample: 1 })).toThrow(
    new TypeError('sample: perExample is 1; true or false is needed'),
  );
  expect(call(sample, { fracton: 0.1 })).toThrow(
    new TypeError(
      "sample: there is no option 'fracton'; did you mean 'fraction'? fraction, replace, perExample, seed, primitives, parameters, minimumBytes and " +
        'signal are known',
    ),
  );
  expect(call(project, { fraction: 0.1, replace: true })).toThrow(
    new TypeError(
      "project: there is no option 'replace'; fraction, seed, primitives, parameters, minimumBytes and signal are known",
    ),
  );
});

test('where nothing would be left out, nothing is sampled', () => {
  expect(sample({ fraction: 1 }).sketchOf(residual)).toBe('fraction 1 keeps everything');
  expect(sample({ fraction: 0.99 }).sketchOf(residual)).toBe('fraction 0.99 of 20 entries is all of them');
  expect(sample({ fraction: 1, replace: true }).sketchOf(residual)).toHaveProperty('kept', 20);
});

test('nothing is projected by a matrix that is large and larger than the residual', () => {
  const long = { ...residual, shape: [1, 100_000], bytes: 400_000 };
  expect(project({ fraction: 0.1 }).sketchOf(long)).toBe(
    'the matrix that projects it, [100000, 10000], would take more bytes',
  );
  expect(sample({ fraction: 0.1 }).sketchOf(long)).toHaveProperty('kept', 10_000);
});
