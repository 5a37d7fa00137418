import { describe, expect, test } from 'vitest';
import {
  add,
  checkpoint,
  type FullTree,
  leavesOf,
  mapTree,
  multiply,
  normal,
  online,
  recomputeAll,
  revolve,
  rotor,
  type Strategy,
  scan,
  sequential,
  sigmoid,
  storeAll,
  sum,
  Tape,
  type Tensor,
  type Tree,
  tanh,
  tidy,
} from '../../src/index.js';
import { held } from '../support/held.js';
import { numbersOf } from '../support/programs.js';
import { mixedWith, outlineOf, randomFrom, randomTree } from '../support/sparseTrees.js';

const steps = 4;
const seeds = 6;

/** What a program is made of: the same tensors in trees without nothings, or in trees with some. */
interface Trees {
  readonly parameters: Tree;
  readonly state: FullTree;
  /** What may have nothings where a state may not. */
  readonly x: Tree;
  /** Of shape [steps, 2]. */
  readonly inputs: Tree;
  readonly rows: readonly Tree[];
  /** An output of a step out of its state. */
  output(state: Tree): Tree;
}

type Program = (given: Trees, parameters: Tree) => Tree;

/** A step of whatever trees, leaf by leaf, that sees what it was given. */
const stepOf =
  (given: Trees, row?: Tree) =>
  (p: Tree, h: FullTree, x: Tree, index = 0) => {
    expect(outlineOf(p)).toBe(outlineOf(given.parameters));
    expect(outlineOf(x)).toBe(outlineOf(row ?? given.rows[index]));
    const state = nextOf(p, h, leavesOf(x));
    return { state, output: given.output(state) };
  };

function nextOf<H extends Tree>(p: Tree, h: H, xs: readonly Tensor[]): H {
  const ps = leavesOf(p);
  let nth = 0;
  return mapTree(h, (leaf) => {
    nth += 1;
    return tanh(add(multiply(leaf, ps[nth % ps.length]!), xs[nth % xs.length]!));
  });
}

const ofLength = (given: Trees) => ({ extent: steps, at: (index: number) => given.rows[index]! });
const both = ({ state, outputs }: { state: Tree; outputs: Tree }): Tree => [state, outputs];

const programs: Readonly<Record<string, Program>> = {
  'a scan over slices': (given, parameters) => {
    const { state, inputs } = given;
    return both(scan(stepOf(given, inputs), { parameters, state, inputs, outputs: 'sum' }));
  },
  'a scan on demand': (given, parameters) =>
    both(scan(stepOf(given), { parameters, state: given.state, inputs: ofLength(given), outputs: 'stack' })),
  'a scan inside of a step': (given, parameters) => {
    const inner = (p: Tree, h: FullTree) =>
      scan(stepOf(given), { parameters: p, state: h, inputs: ofLength(given) });
    return scan(inner, { parameters, state: given.state, inputs: { extent: 2, at: () => given.inputs } })
      .state;
  },
  'a function run again': (given, parameters) => {
    const f = checkpoint((x: Tree, p: Tree, none: null | undefined, row: Tree) => {
      expect(none).toBeUndefined();
      expect(outlineOf(x)).toBe(outlineOf(given.x));
      return { y: nextOf(p, x, leavesOf(row)), none };
    });
    const { y, none } = f(given.x, parameters, undefined, given.rows[0]!);
    expect([none, outlineOf(y)]).toEqual([undefined, outlineOf(given.x)]);
    return y;
  },
  layers: (given, parameters) => {
    const layer = (p: Tree, x: Tree): Tree => nextOf(p, x, leavesOf(x));
    const last = (p: null, x: Tree): Tree => {
      expect([p, outlineOf(x)]).toEqual([null, outlineOf(given.x)]);
      return x;
    };
    return sequential<[Tree, Tree, null], Tree>([layer, layer, last])(
      [parameters, parameters, null],
      given.x,
    );
  },
};

const endless: Readonly<Record<string, Program>> = {
  'a scan over an iterable': (given, parameters) => {
    const inputs = { [Symbol.iterator]: () => given.rows.values() };
    return both(scan(stepOf(given), { parameters, state: given.state, inputs, outputs: 'stack' }));
  },
  'a scan until a rule says': (given, parameters) => {
    const until = (_: Tree, index: number): boolean => index === 3;
    return scan(stepOf(given), { parameters, state: given.state, inputs: ofLength(given), until }).state;
  },
};

/** The trees of a seed, bare and with nothings; the same tensors in both. */
function made(seed: number): readonly [bare: Trees, sparse: Trees] {
  let drawn = 0;
  const leaf = (shape: readonly number[]) => (): Tensor => {
    drawn += 1;
    return normal(shape, { key: [seed, drawn] });
  };
  const random = randomFrom(seed);
  const tree = (shape: readonly number[]): Tree => [randomTree(random, leaf(shape))];
  // Sliced inputs have no lists.
  const named = (part: Tree): Tree => ({ x: leavesOf(part)[0], y: { z: leavesOf(part).at(-1) } });
  const state = tree([2]) as FullTree;
  const rows = Array.from({ length: steps }, () => tree([2]));
  const bare = { parameters: tree([2]), state, x: state, inputs: named(tree([steps, 2])), rows };
  const nothing = (): null | undefined => (random() < 0.5 ? null : undefined);
  const mixed = (part: Tree): Tree => mixedWith(part, random, nothing) as Tree;
  const { parameters, x, inputs } = bare;
  const sparse = {
    parameters: mixed(parameters),
    state,
    x: mixed(x),
    inputs: mixed(inputs),
    rows: rows.map(mixed),
  };
  return [
    { ...bare, output: (h) => h },
    { ...sparse, output: (h) => ({ none: null, h, more: [undefined] }) },
  ];
}

/** The loss of a program, its gradient in numbers and what that looks like. */
function resultOf(program: Program, given: Trees, options: object): readonly unknown[] {
  return tidy(() => {
    const loss = (parameters: Tree): Tensor =>
      leavesOf(program(given, parameters))
        .map((leaf) => sum(leaf))
        .reduce((a, b) => add(a, b));
    const { value, gradient } = new Tape(options).gradient(loss, given.parameters);
    expect(outlineOf(gradient)).toBe(outlineOf(given.parameters));
    return [value.item(), ...numbersOf(gradient)];
  });
}

function compare(program: Program, strategies: readonly Strategy[]): void {
  for (let seed = 0; seed < seeds; seed += 1) {
    tidy(() => {
      const [bare, sparse] = made(seed);
      const before = held();
      const [first] = strategies;
      const expected = resultOf(program, bare, { strategy: first });
      expect(expected.length).toBeGreaterThan(1);
      for (const strategy of strategies) {
        for (const compile of [true, false])
          expect(resultOf(program, sparse, { strategy, compile, check: 'boundaries' })).toEqual(expected);
      }
      expect(held()).toEqual(before);
    });
  }
}

describe('nothings in trees change no bit, reach the step as they are and come back in the gradient', () => {
  test.each(Object.entries(programs))('%s', (_name, program) => {
    compare(program, [storeAll(), revolve({ slots: 2 }), recomputeAll(), rotor({ bytes: '1 MiB' })]);
  });

  test.each(Object.entries(endless))('%s', (_name, program) => {
    compare(program, [online({ slots: 2 }), storeAll()]);
  });
});

test('a step with nothings in what it leaves is compiled like one without', () => {
  tidy(() => {
    const [w, x] = [normal([2], { key: [2, 1] }), normal([50, 2], { key: [2, 2] })];
    const callsOf = (output: (y: Tensor) => Tree): number => {
      let calls = 0;
      const step = (p: Tensor, h: Tensor, row: Tensor) => {
        calls += 1;
        const state = tanh(multiply(add(h, row), p));
        return { state, output: output(state) };
      };
      const tape = new Tape({ strategy: revolve({ slots: 2 }) });
      const loss = (p: Tensor): Tensor =>
        sum(leavesOf(scan(step, { parameters: p, state: p, inputs: x, outputs: 'sum' }).outputs)[0]!);
      for (const _ of [0, 1]) tape.gradient(loss, w);
      return calls;
    };
    expect(callsOf((y) => ({ y, none: null, more: [undefined] }))).toBe(callsOf((y) => ({ y, more: [] })));
  });
});

test('what a step does with null, undefined and no name may differ from step to step', () => {
  tidy(() => {
    const [w, x] = [normal([2], { key: [1, 1] }), normal([2], { key: [1, 2] })];
    const masks = [null, undefined, x, null, x, undefined];
    const kindOf = (mask: Tensor | null | undefined): number =>
      mask === null ? 0 : mask === undefined ? 1 : 2;
    const next = (p: Tensor, h: Tensor, kind: number): Tensor =>
      [tanh, sigmoid, (y: Tensor) => add(y, x)][kind]!(multiply(h, p));
    const told = (p: Tensor, h: Tensor, { mask }: { mask: Tensor | null | undefined }) => ({
      state: next(p, h, kindOf(mask)),
    });
    const known = (p: Tensor, h: Tensor, _: object, index: number) => ({
      state: next(p, h, kindOf(masks[index])),
    });
    const at = (index: number) => ({ mask: masks[index] });
    const inputs = { extent: masks.length, at };
    for (const strategy of [storeAll(), revolve({ slots: 2 })]) {
      for (const compile of [true, false]) {
        const found = [told, known].map((step) =>
          numbersOf(
            new Tape({ strategy, compile }).gradient(
              (p) => sum(scan(step, { parameters: p, state: p, inputs }).state),
              w,
            ).gradient,
          ),
        );
        expect(found[0]).toEqual(found[1]);
      }
    }
  });
});
