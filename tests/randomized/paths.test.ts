import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TapeError } from '../../src/index.js';
import { Moments } from '../../src/randomized/moments.js';
import { bonferroniBound } from '../../src/randomized/normalTail.js';
import {
  bauer,
  type LinearisedGraph,
  pathsIn,
  reverse,
  type Scalar,
  type ScalarOperations,
  samplePaths,
  scalarGraph,
} from '../../src/randomized/paths/index.js';
import { sparseGraph } from '../../src/randomized/paths/samplePaths.js';

/** One operation of a random program, on two of the numbers that there are. */
interface Instruction {
  readonly name: keyof typeof operations;
  readonly a: number;
  readonly b: number;
}

type Operation = (g: ScalarOperations, a: Scalar, b: Scalar) => Scalar;

/** All keep numbers in [-1, 1] there. */
const operations = {
  multiply: (g, a, b) => g.multiply(a, b),
  mean: (g, a, b) => g.multiply(g.add(a, b), 0.5),
  halfDifference: (g, a, b) => g.divide(g.subtract(a, b), 2),
  square: (g, a) => g.square(a),
  sin: (g, a) => g.sin(a),
  cos: (g, a) => g.cos(a),
  tanh: (g, a) => g.tanh(a),
  exp: (g, a) => g.exp(g.subtract(a, 1)),
  log: (g, a) => g.log(g.add(1.5, g.multiply(a, 0.5))),
  negate: (g, a) => g.negate(a),
  sqrt: (g, a) => g.sqrt(g.multiply(g.add(a, 1.5), 0.4)),
  quotient: (g, a, b) => g.divide(a, g.add(b, 2)),
} as const satisfies Readonly<Record<string, Operation>>;

const instruction: fc.Arbitrary<Instruction> = fc.record({
  name: fc.constantFrom(...Object.keys(operations).filter(isOperation)),
  a: fc.nat(20),
  b: fc.nat(20),
});

const random = fc.record({
  instructions: fc.array(instruction, { minLength: 1, maxLength: 6 }),
  at: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 3 }),
});

function isOperation(name: string): name is keyof typeof operations {
  return name in operations;
}

function graphOf(instructions: readonly Instruction[], at: readonly number[]): LinearisedGraph {
  return scalarGraph((g, ...inputs: readonly Scalar[]) => {
    const values = [...inputs];
    for (const { name, a, b } of instructions)
      values.push(operations[name](g, values[a % values.length]!, values[b % values.length]!));
    return values.at(-1)!;
  }, at);
}

/** A layer with two edges out of one vertex, whose products are 3 and 1; on integers, so that all sums are exact. */
function fanOuts(depth: number): LinearisedGraph {
  return scalarGraph(
    (g, x) => {
      let y = x;
      for (let layer = 0; layer < depth; layer += 1) y = g.add(g.multiply(y, 3), g.multiply(y, 1));
      return y;
    },
    [1],
  );
}

/** Every sample of a graph with its probability. */
function* samplesOf(
  graph: LinearisedGraph,
  k: number,
): Generator<{ gradient: number[]; probability: number }> {
  const digits: number[] = [];
  for (;;) {
    const bases: number[] = [];
    const sparse = sparseGraph(graph, k, (edges) => digits[bases.push(edges) - 1] ?? 0);
    yield { gradient: reverse(sparse), probability: bases.reduce((product, edges) => product / edges, 1) };
    let place = bases.length - 1;
    while (place >= 0 && (digits[place] ?? 0) === bases[place]! - 1) place -= 1;
    if (place < 0) return;
    digits[place] = (digits[place] ?? 0) + 1;
    digits.length = place + 1;
  }
}

/** The mean of all samples, and the variance of one, by the first input. */
function meanAndVariance(graph: LinearisedGraph, k: number): { mean: number; variance: number } {
  let [mean, squares] = [0, 0];
  for (const { gradient, probability } of samplesOf(graph, k)) {
    mean += probability * gradient[0]!;
    squares += probability * gradient[0]! ** 2;
  }
  return { mean, variance: squares - mean ** 2 };
}

describe('a graph', () => {
  test('has a vertex for every number and an edge for every derivative', () => {
    const graph = scalarGraph((g, x, y) => g.add(g.sin(x), g.multiply(x, y)), [1, 2]);
    expect(graph).toEqual({
      inputs: 2,
      vertices: 5,
      output: 4,
      value: Math.sin(1) + 2,
      edges: [
        { from: 0, to: 2, partial: Math.cos(1) },
        { from: 0, to: 3, partial: 2 },
        { from: 1, to: 3, partial: 1 },
        { from: 2, to: 4, partial: 1 },
        { from: 3, to: 4, partial: 1 },
      ],
    });
    expect(reverse(graph)).toEqual([2 + Math.cos(1), 1]);
  });

  test('has two edges where a number is read twice, and none from a constant', () => {
    const twice = scalarGraph((g, x) => g.multiply(g.multiply(x, x), 5), [3]);
    expect(twice.edges.filter(({ from }) => from === 0)).toHaveLength(2);
    expect([pathsIn(twice), bauer(twice), reverse(twice)]).toEqual([2, [30], [30]]);
  });

  test('may have an output that is an input, or depends on none', () => {
    const same = scalarGraph((_, x, __) => x, [1, 2]);
    const none = scalarGraph((g, _) => g.vertex('constant', 4), [1]);
    expect([bauer(same), reverse(same)]).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect([bauer(none), reverse(none), none.value]).toEqual([[0], [0], 4]);
  });
});

// Central differences with h = 1e-5 err by h² / 6 times a third derivative, and by rounding of about 1e-14 / h. No operation
// does more to derivatives D1, D2, D3 than the quotient does: 2 D1, 4 D1² + 2 D2, and 12 D1³ + 12 D1 D2 + 2 D3. Six of them
// make D3 = 1.5e6 of an input's 1, 0, 0; and 1.7e-11 · 1.5e6 + 1e-9 < 3e-5.
test("the sum over all paths is the reverse mode's, and that of central differences, for random programs", () => {
  fc.assert(
    fc.property(random, ({ instructions, at }) => {
      const gradient = reverse(graphOf(instructions, at));
      const byPaths = bauer(graphOf(instructions, at));
      at.forEach((_, input) => {
        // 2^6 paths at most of up to 18 edges with derivatives of up to 2: 64 · 18 roundings of products below 2^6.
        expect(Math.abs(byPaths[input]! - gradient[input]!)).toBeLessThan(64 * 18 * 64 * 2 ** -53);
        const valueAt = (by: number): number => graphOf(instructions, at.with(input, at[input]! + by)).value;
        const measured = (valueAt(1e-5) - valueAt(-1e-5)) / 2e-5;
        expect(Math.abs(measured - gradient[input]!)).toBeLessThan(3e-5);
      });
    }),
    { numRuns: 500 },
  );
});

describe('a sample of paths', () => {
  const diamond = (): LinearisedGraph =>
    scalarGraph(
      (g, x, y) => {
        const a = g.multiply(x, y);
        const b = g.add(x, 3);
        const c = g.multiply(a, b);
        return g.add(g.subtract(c, a), g.multiply(b, c));
      },
      [2, 5],
    );

  test.each([1, 2, 4])(
    'of %d edges per vertex has the gradient as its mean, over all samples there are',
    (k) => {
      const graph = diamond();
      const exact = bauer(graph);
      const mean = [0, 0];
      let total = 0;
      for (const { gradient, probability } of samplesOf(graph, k)) {
        total += probability;
        gradient.forEach((value, input) => {
          mean[input]! += probability * value;
        });
      }
      // At most two edges leave a vertex: probabilities and weights are powers of 1/2, and nothing is rounded.
      expect(total).toBe(1);
      expect(mean).toEqual(exact);
    },
  );

  test('is unbiased on random programs, over all samples', () => {
    fc.assert(
      fc.property(random, ({ instructions, at }) => {
        const graph = graphOf(instructions.slice(0, 4), at);
        const { mean } = meanAndVariance(graph, 1);
        // Weights of up to 3 a vertex, in at most 7 vertices of which more than one edge leaves: below 2^11 times 2^-53.
        expect(Math.abs(mean - reverse(graph)[0]!)).toBeLessThan(1e-10);
      }),
      { numRuns: 200 },
    );
  });

  test('has the gradient as its mean in 20,000 draws, too', () => {
    const graph = diamond();
    const exact = bauer(graph);
    for (const edgesPerVertex of [1, 2]) {
      const moments = new Moments(2);
      for (let seed = 0; seed < 20_000; seed += 1)
        moments.add(samplePaths(graph, { edgesPerVertex, seed }).gradient);
      for (const z of moments.zScores(exact)) expect(Math.abs(z)).toBeLessThan(bonferroniBound(1e-3, 4));
    }
  });

  test('is the gradient itself where every draw is forced', () => {
    const chain = scalarGraph((g, x) => g.sin(g.exp(g.tanh(x))), [0.3]);
    for (let seed = 0; seed < 20; seed += 1) {
      expect(samplePaths(chain, { edgesPerVertex: 1, seed })).toEqual({
        gradient: reverse(chain),
        keptEdges: 3,
      });
    }
  });

  test('keeps as many edges as it draws different ones, at least one for every vertex that has any', () => {
    const graph = diamond();
    expect(graph.edges).toHaveLength(11);
    for (let seed = 0; seed < 50; seed += 1) {
      // All but the last of the 8 vertices have edges out.
      expect(samplePaths(graph, { edgesPerVertex: 1, seed }).keptEdges).toBe(7);
      const { keptEdges } = samplePaths(graph, { edgesPerVertex: 100, seed });
      expect(keptEdges).toBe(11);
    }
  });

  test('is the same for the same seed', () => {
    const graph = fanOuts(8);
    const gradients = (seed: string): number[] => samplePaths(graph, { edgesPerVertex: 2, seed }).gradient;
    expect(gradients('a')).toEqual(gradients('a'));
    expect(gradients('a')).not.toEqual(gradients('b'));
  });
});

// One layer multiplies the gradient by 4, of which one draw takes 3 or 1, twofold: 6 or 2, whose mean square is 20 = 5/4 of 16.
// With k draws what exceeds 1 is over k; and layers are independent, so that mean squares multiply.
test.each([1, 2])('variance grows exponentially with depth: %d draws per vertex', (k) => {
  const growth = 1 + 0.25 / k;
  for (let depth = 1; depth <= 5; depth += 1) {
    const { mean, variance } = meanAndVariance(fanOuts(depth), k);
    expect(mean).toBe(4 ** depth);
    expect(variance).toBe(16 ** depth * (growth ** depth - 1));
  }
});

describe('what cannot be', () => {
  test.each([
    { edgesPerVertex: 0, error: RangeError, found: '0; a whole number of at least 1 is needed' },
    { edgesPerVertex: -1, error: RangeError, found: '-1; a whole number of at least 1 is needed' },
    { edgesPerVertex: 1.5, error: RangeError, found: '1.5; a whole number of at least 1 is needed' },
    { edgesPerVertex: Number.NaN, error: RangeError, found: 'NaN; a whole number of at least 1 is needed' },
    { edgesPerVertex: '2', error: TypeError, found: "'2'; a number is needed" },
  ])('$edgesPerVertex edges per vertex are refused', ({ edgesPerVertex, error, found }) => {
    expect(() => samplePaths(fanOuts(1), { edgesPerVertex: edgesPerVertex as number })).toThrow(
      new error(`samplePaths: edgesPerVertex is ${found}`),
    );
  });

  test('options that are missing, or a seed that is none', () => {
    expect(() => samplePaths(fanOuts(1), {} as never)).toThrow(
      new TypeError(
        'samplePaths: edgesPerVertex is missing; write samplePaths(graph, { edgesPerVertex: 1 })',
      ),
    );
    expect(() => samplePaths(fanOuts(1), { edgesPerVertex: 1, seed: Number.NaN })).toThrow(
      new TypeError('samplePaths: seed is NaN; a finite number or a string is needed'),
    );
  });

  test('more paths than anybody can sum, which are counted without walking them', () => {
    expect(() => bauer(fanOuts(40))).toThrow(
      new RangeError(
        'bauer: the graph has 1099511627776 paths; at most 1000000 are summed, one by one. reverse has no such limit',
      ),
    );
    expect(() => bauer(fanOuts(2), { mostPaths: 3 })).toThrow(RangeError);
    expect(bauer(fanOuts(2), { mostPaths: 4 })).toEqual([16]);
    expect(reverse(fanOuts(40))).toEqual([4 ** 40]);
  });

  test('paths that lead nowhere, however many, are not walked', () => {
    const graph = scalarGraph(
      (g, x) => {
        let y = x;
        for (let layer = 0; layer < 40; layer += 1) y = g.add(y, y);
        return g.sin(x);
      },
      [0],
    );
    expect(bauer(graph)).toEqual([1]);
  });

  test('values and derivatives that are not finite', () => {
    expect(() => scalarGraph((g, x) => g.log(x), [-1])).toThrow(
      new RangeError('scalarGraph: log of -1 is NaN; finite numbers are needed'),
    );
    expect(() => scalarGraph((g, x) => g.sqrt(x), [0])).toThrow(
      new RangeError('scalarGraph: a derivative of sqrt of 0 is Infinity; finite numbers are needed'),
    );
    expect(() => scalarGraph((_, x) => x, [Number.NaN])).toThrow(
      new RangeError('scalarGraph: input 0 is NaN; finite numbers are needed'),
    );
  });

  test('numbers of another program, and an output that is none', () => {
    let other: Scalar | undefined;
    scalarGraph(
      (_, x) => {
        other = x;
        return x;
      },
      [1],
    );
    const error = (what: string): TapeError =>
      new TapeError(`scalarGraph: ${what} is of another program; a graph has the numbers of one`);
    expect(() => scalarGraph((g, x) => g.add(x, other!), [1])).toThrow(error('a number that add reads'));
    expect(() => scalarGraph(() => other!, [1])).toThrow(error('the output'));
    expect(() => scalarGraph(() => 3 as never, [1])).toThrow(
      new TypeError('scalarGraph: the program returned 3; a number that it computed is needed'),
    );
  });
});
