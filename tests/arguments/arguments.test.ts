import { describe, expect, test } from 'vitest';
import * as jaxJs from '../../src/adapters/jaxJs.js';
import * as tfjs from '../../src/adapters/tfjs.js';
import * as checkpoint from '../../src/checkpoint/index.js';
import * as all from '../../src/index.js';
import * as randomized from '../../src/randomized/index.js';
import * as tape from '../../src/tape/index.js';
import * as train from '../../src/train/index.js';
import { ofAdapters } from './calls/adapters.js';
import { ofEstimates } from './calls/estimates.js';
import { ofSchedules } from './calls/schedules.js';
import { ofTapes } from './calls/tapes.js';
import { ofTensors } from './calls/tensors.js';
import { type BadCall, badCalls, type Callable } from './signature.js';

const signatures = [...ofTensors, ...ofTapes, ...ofSchedules, ...ofEstimates, ...ofAdapters];
const entries = { sublinear: all, tape, checkpoint, randomized, train, tfjs, 'jax-js': jaxJs };

/** What the library makes, and hands to whoever asks what it is: nobody else constructs one. */
const madeInside: readonly Callable[] = [all.Tensor, randomized.Scalar, randomized.ScalarOperations];

/** Methods without arguments, or for the library alone. */
const closed: readonly string[] = [
  ...['hold', 'release'].map((name) => `Arena.${name}`),
  ...['forward', 'backward', 'abandon'].flatMap((name) => [`Driver.${name}`, `Executor.${name}`]),
  'Executor.end',
  'Tape.profiles',
  ...['recall', 'estimateOf', 'addProduct', 'free'].map((name) => `Sketch.${name}`),
  ...['vertex', 'graph'].map((name) => `ScalarOperations.${name}`),
];

const isError = (value: Callable): boolean => Reflect.get(value, 'prototype') instanceof Error;
const isCallable = (value: unknown): value is Callable => typeof value === 'function';

describe.each(Object.entries(entries))('%s', (_, entry) => {
  const exported = Object.entries(entry).filter(([, value]) => isCallable(value));

  test.each(exported)('%s has a signature, from which wrong calls are made', (name, value) => {
    const known = new Set<unknown>([
      ...signatures.map(({ of }) => of),
      ...madeInside,
      jaxJs.adapt,
      tfjs.adapt,
    ]);
    expect(known.has(value) || isError(value), `add the signature of ${name} to tests/arguments/calls`).toBe(
      true,
    );
  });
});

test('every method of a class that is exported has a signature', () => {
  const classes = Object.values(entries)
    .flatMap((entry) => Object.values(entry))
    .filter(isCallable);
  const missing = [...new Set<Callable>(classes)]
    .filter((each) => each !== all.Tensor)
    .flatMap((each) => methodsOf(each).map((name) => `${each.name}.${name}`))
    .filter((name) => !closed.includes(name) && !signatures.some((signature) => signature.name === name));
  expect(missing).toEqual([]);
});

function methodsOf(callable: Callable): readonly string[] {
  const prototype: unknown = Reflect.get(callable, 'prototype');
  if (typeof prototype !== 'object' || prototype === null) return [];
  const properties = Object.entries(Object.getOwnPropertyDescriptors(prototype));
  return properties
    .filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function')
    .map(([name]) => name);
}

test.each(signatures.filter(({ isRunnable }) => isRunnable))(
  '$name does what it should, called rightly',
  ({ args, call }) => {
    all.tidy(() => {
      call(args.map(({ good }) => good()));
    });
  },
);

const bad = signatures.flatMap(badCalls);

test('there are wrong calls enough', () => {
  expect(bad.length).toBeGreaterThan(300);
});

describe('a wrong call is refused by the name of the function, with what was found and what is needed', () => {
  test.each(bad)('$title', (call) => {
    const before = all.defaultArena().liveBytes;
    const found = refusal(call);
    expect(found).toBeInstanceOf(Error);
    const message = found instanceof Error ? found.message : '';
    expect(message).not.toMatch(ofTheEngine);
    if (!ofAnAction.test(message)) {
      const head = call.signature.heads.find((each) => message.startsWith(each)) ?? 'nowhere';
      expect(message).toMatch(new RegExp(`^${head}(:|\\W[^;]+:) [^;]+; .`, 's'));
    }
    if (call.says !== undefined) expect(message).toContain(call.says);
    expect(all.defaultArena().liveBytes).toBe(before);
  });
});

/** A schedule is refused by the number of its action. */
const ofAnAction = /^(compare: schedule [ab]: )?(action \d+, |end of the schedule)/;

/** How V8 complains of a value that nobody had looked at. */
const ofTheEngine =
  /Cannot (read|set|destructure|convert|mix)|is not (a function|iterable|a constructor|defined)|undefined \(|Invalid (array|typed)|Reduce of empty|call stack|Spread syntax|object null/;

function refusal({ signature, args }: BadCall): unknown {
  return all.tidy(() => {
    try {
      signature.call(args());
    } catch (error) {
      return error;
    }
    return 'nothing was refused';
  });
}
