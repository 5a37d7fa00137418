import { checkKind, unfit } from '../../arguments/options.js';
import { shown } from '../../arguments/shown.js';
import { TapeError } from '../../errors.js';
import type { Edge, LinearisedGraph } from './graph.js';

/** A number that a scalar program has computed. */
export class Scalar {
  readonly value: number;
  /** @internal */ readonly vertex: number;
  /** @internal */ readonly owner: ScalarOperations;

  /** @internal */
  constructor(value: number, vertex: number, owner: ScalarOperations) {
    this.value = value;
    this.vertex = vertex;
    this.owner = owner;
  }
}

/** A constant, from which no edge leads anywhere, or a number of the program. */
export type ScalarOperand = Scalar | number;

/** What a vertex depends on, and its derivative by that. */
export type Dependence = readonly [on: ScalarOperand, partial: number];

/** What a scalar program computes with; every call is a vertex of its graph. */
export class ScalarOperations {
  readonly #edges: Edge[] = [];
  #vertices = 0;

  add(a: ScalarOperand, b: ScalarOperand): Scalar {
    return this.vertex('add', numberOf(a) + numberOf(b), [a, 1], [b, 1]);
  }

  subtract(a: ScalarOperand, b: ScalarOperand): Scalar {
    return this.vertex('subtract', numberOf(a) - numberOf(b), [a, 1], [b, -1]);
  }

  multiply(a: ScalarOperand, b: ScalarOperand): Scalar {
    return this.vertex('multiply', numberOf(a) * numberOf(b), [a, numberOf(b)], [b, numberOf(a)]);
  }

  divide(a: ScalarOperand, b: ScalarOperand): Scalar {
    const [x, y] = [numberOf(a), numberOf(b)];
    return this.vertex('divide', x / y, [a, 1 / y], [b, -x / y ** 2]);
  }

  negate(a: ScalarOperand): Scalar {
    return this.vertex('negate', -numberOf(a), [a, -1]);
  }

  square(a: ScalarOperand): Scalar {
    return this.vertex('square', numberOf(a) ** 2, [a, 2 * numberOf(a)]);
  }

  sqrt(a: ScalarOperand): Scalar {
    const root = Math.sqrt(numberOf(a));
    return this.vertex('sqrt', root, [a, 0.5 / root]);
  }

  exp(a: ScalarOperand): Scalar {
    const power = Math.exp(numberOf(a));
    return this.vertex('exp', power, [a, power]);
  }

  log(a: ScalarOperand): Scalar {
    return this.vertex('log', Math.log(numberOf(a)), [a, 1 / numberOf(a)]);
  }

  sin(a: ScalarOperand): Scalar {
    return this.vertex('sin', Math.sin(numberOf(a)), [a, Math.cos(numberOf(a))]);
  }

  cos(a: ScalarOperand): Scalar {
    return this.vertex('cos', Math.cos(numberOf(a)), [a, -Math.sin(numberOf(a))]);
  }

  tanh(a: ScalarOperand): Scalar {
    const bent = Math.tanh(numberOf(a));
    return this.vertex('tanh', bent, [a, 1 - bent ** 2]);
  }

  /**
   * Any other vertex, by its value and its derivatives.
   *
   * @throws {RangeError} if one of them is not finite
   * @throws {TapeError} if it depends on a number of another program
   * @example
   * g.vertex('cube', x.value ** 3, [x, 3 * x.value ** 2]);
   */
  vertex(name: string, value: number, ...dependences: readonly Dependence[]): Scalar {
    const of = dependences.length === 0 ? '' : ` of ${dependences.map(([on]) => numberOf(on)).join(', ')}`;
    if (!Number.isFinite(value)) throw notFinite(`${name}${of} is ${value}`);
    const vertex = this.#vertices;
    for (const [on, partial] of dependences) {
      if (typeof on === 'number') continue;
      if (on.owner !== this) throw stranger(`a number that ${name} reads`);
      if (!Number.isFinite(partial)) throw notFinite(`a derivative of ${name}${of} is ${partial}`);
      this.#edges.push({ from: on.vertex, to: vertex, partial });
    }
    this.#vertices += 1;
    return new Scalar(value, vertex, this);
  }

  /** @internal The graph so far. */
  graph(inputs: number, output: Scalar): LinearisedGraph {
    if (!(output instanceof Scalar))
      throw new TypeError(
        `scalarGraph: the program returned ${shown(output)}; a number that it computed is needed`,
      );
    if (output.owner !== this) throw stranger('the output');
    const edges = [...this.#edges];
    return { inputs, vertices: this.#vertices, output: output.vertex, value: output.value, edges };
  }
}

/**
 * The linearised graph of a scalar program at a point: plain numbers in float64, apart from all tensors.
 *
 * @throws {RangeError} if a value or a derivative is not finite
 * @throws {TapeError} if numbers of two programs meet
 * @example
 * const graph = scalarGraph((g, x, y) => g.add(g.sin(x), g.multiply(x, y)), [1, 2]);
 * reverse(graph); // [cos 1 + 2, 1]
 */
export function scalarGraph<const At extends readonly number[]>(
  program: (g: ScalarOperations, ...inputs: { readonly [K in keyof At]: Scalar }) => Scalar,
  at: At,
): LinearisedGraph {
  checkKind('scalarGraph', 'program', program, 'function', 'a function (g, ...inputs) => number is needed');
  checkKind('scalarGraph', 'at', at, 'list', 'a list of numbers is needed, one for each input');
  at.forEach((value, place) => {
    checkKind('scalarGraph', `at[${place}]`, value, 'number');
  });
  const g = new ScalarOperations();
  const inputs = mapped(at, (value, place) => g.vertex(`input ${place}`, value));
  return g.graph(at.length, program(g, ...inputs));
}

function mapped<At extends readonly number[]>(
  at: At,
  change: (value: number, place: number) => Scalar,
): { readonly [K in keyof At]: Scalar };
function mapped(at: readonly number[], change: (value: number, place: number) => Scalar): readonly Scalar[] {
  return at.map(change);
}

function numberOf(operand: ScalarOperand): number {
  if (typeof operand === 'number') return operand;
  if (operand instanceof Scalar) return operand.value;
  throw unfit('scalarGraph', 'an operand', operand, 'a number of the program, or a constant, is needed');
}

function notFinite(what: string): RangeError {
  return new RangeError(`scalarGraph: ${what}; finite numbers are needed`);
}

function stranger(what: string): TapeError {
  return new TapeError(`scalarGraph: ${what} is of another program; a graph has the numbers of one`);
}
