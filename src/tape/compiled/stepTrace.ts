import { isFloat } from '../../array/dtype.js';
import { allocate, Scope, within } from '../../array/scope.js';
import type { Tensor } from '../../array/tensor.js';
import type { Settled } from '../estimation.js';
import { behaviourTraced } from '../own/behaviour.js';
import { atPlace, drawsHere } from '../place.js';
import type { Primitive } from '../primitive.js';
import { TapedStep } from '../recordedStep.js';
import { Recording } from '../recording.js';
import { currentStep } from '../stepFrame.js';
import { admitted, constant, evaluated, type Follower, followed, hearing } from '../trace.js';
import { type Instruction, isConstant } from './instruction.js';
import { KeySources, tracedKey } from './keySources.js';
import { copyOfData } from './sameData.js';
import { sketchedEarly } from './sketchedEarly.js';
import {
  type Application,
  fromOutside,
  ofStep,
  type SeedKind,
  type Slot,
  type StepBuffers,
  type StepEnds,
  type StepLeaves,
  type StepToTrace,
  type StepTrace,
} from './tracedStep.js';
import { NotTraceable, TracingArena } from './tracing.js';

/**
 * Runs a step once, recording, and sweeps it, on an arena without memory.
 *
 * @throws {NotTraceable} if what it does is more than kernel calls; and whatever the step throws
 */
export function traceStep(step: StepToTrace): StepTrace {
  const arena = new TracingArena();
  return within(new Scope(arena, 'scratch', currentStep()), () => new Tracer(arena, step).trace());
}

class Tracer implements Follower {
  readonly #arena: TracingArena;
  readonly #step: StepToTrace;
  readonly #applications: Application[] = [];
  readonly #makings: Instruction[] = [];
  /** Tensors from outside, by the buffers that stand for them. */
  readonly #captured = new Map<number, Tensor>();
  /** The step's own: those that it was given, and those that applications returned. */
  readonly #numbers = new Map<Tensor, number>();
  #seen = 0;
  #depth = 0;

  constructor(arena: TracingArena, step: StepToTrace) {
    this.#arena = arena;
    this.#step = step;
  }

  trace(): StepTrace {
    const { leaves, estimating } = this.#step;
    const arena = this.#arena;
    const given = {
      parameters: leaves.parameters.map(standIn),
      before: leaves.before.map(standIn),
      input: leaves.input.map(standIn),
    };
    for (const leaf of [...given.parameters, ...given.before, ...given.input]) this.#number(leaf);
    const { ends, recorded, draws, settled, stepLength } = this.#forward(given);
    const numberOf = (leaf: Tensor): number => this.#numbers.get(leaf) ?? -1;
    const keys = new KeySources({ draws, sketches: settled.uses.length, of: estimating.keep.key });
    const forward = sketchedEarly(arena.instructions, stepLength);
    const after = ends.after.map((leaf) => this.#slotOf(leaf));
    const output = ends.output.map((leaf) => this.#slotOf(leaf));
    const bufferOf = (leaf: Tensor): number => arena.bufferOf(leaf);
    const places = {
      parameters: given.parameters.map(bufferOf),
      before: given.before.map(bufferOf),
      input: given.input.map(bufferOf),
    };
    const { results, sweepBuffers } = this.#backward(recorded, given, ends);
    return {
      given,
      estimating,
      settled,
      ends,
      endNumbers: { after: ends.after.map(numberOf), output: ends.output.map(numberOf) },
      after,
      output,
      applications: this.#applications,
      hasOwn: this.#applications.some(({ behaviour }) => behaviour !== undefined),
      makings: this.#makings,
      draws,
      forward: forward.map((each) => keys.withSource(each)),
      backward: arena.instructions.slice(forward.length).map((each) => keys.withSource(each)),
      bufferBytes: arena.bufferBytes,
      emptyBuffers: arena.emptyBuffers,
      buffers: { ...places, captured: this.#captured, ...sweepBuffers },
      results,
    };
  }

  follow<I extends readonly Tensor[], S extends readonly Tensor[], O>(
    primitive: Primitive<I, S, O>,
    given: I,
    options: O,
  ): Tensor {
    this.#takeMakings();
    const inputs = admitted(primitive.name, given, primitive.vjp !== undefined);
    const behaviour = this.#depth > 0 ? undefined : behaviourTraced(primitive, inputs, options);
    this.#depth += 1;
    let output: Tensor;
    try {
      output = evaluated(primitive, inputs, options);
    } finally {
      this.#depth -= 1;
    }
    // A primitive made of others is one application: when it is met again, what is in it is not.
    if (this.#depth > 0) return output;
    this.#seen = this.#arena.instructions.length;
    const makers = this.#makings.map((making) => making.write?.buffer);
    const origins = inputs.map((input, nth) => {
      const buffer = this.#arena.bufferOf(input);
      if (input === given[nth]) return makers.includes(buffer) ? buffer : ofStep;
      this.#captured.set(buffer, given[nth]!);
      return fromOutside;
    });
    const operands = given.map((each) => this.#numbers.get(each) ?? -1);
    const number = this.#number(output);
    const from = { given: [...given], origins, operands };
    this.#applications.push({ primitive, options: copyOfData(options), ...from, output, number, behaviour });
    return output;
  }

  #number(tensor: Tensor): number {
    const number = this.#numbers.get(tensor) ?? this.#numbers.size;
    this.#numbers.set(tensor, number);
    return number;
  }

  refuse(what: string): never {
    throw new NotTraceable(`it holds ${what}`);
  }

  #forward(given: StepLeaves): Forward {
    const { call, isFollowed, estimating } = this.#step;
    const { keep, isSignal } = estimating;
    const recording = new Recording({ keep });
    const follow = (leaf: Tensor, isWanted: boolean | undefined, isSignal = true): number =>
      isWanted ? recording.follow(leaf, isSignal) : -1;
    return hearing(recording, () =>
      atPlace(tracedKey, 0, () => {
        const numbers = {
          parameters: given.parameters.map((leaf, nth) =>
            follow(leaf, isFollowed.parameters[nth], isSignal[nth]),
          ),
          before: given.before.map((leaf) => follow(leaf, isFloat(leaf.dtype))),
          input: given.input.map((leaf, nth) => follow(leaf, isFollowed.input[nth])),
        };
        const returned = followed(this, () => call(given));
        this.#takeMakings();
        const ends = this.#admittedEnds(returned);
        const numberOf = (leaf: Tensor): number => recording.numberOf(leaf);
        const after = ends.after.map(numberOf);
        const output = ends.output.map(numberOf);
        const recorded = new TapedStep(recording, [], { ...numbers, after, output });
        const stepLength = this.#arena.instructions.length;
        const settled = recording.settle({ ...given, after: ends.after }, estimating);
        return { ends, recorded, draws: drawsHere(), settled, stepLength };
      }),
    );
  }

  // What a step passes on from outside has to be the same whenever it runs; only a primitive's operands are looked at.
  #admittedEnds(ends: StepEnds): StepEnds {
    for (const leaf of [...ends.after, ...ends.output]) {
      if (leaf.arena !== this.#arena) this.refuse('a tensor from outside in what it returns');
    }
    return ends;
  }

  #backward(
    recorded: TapedStep,
    given: StepLeaves,
    ends: StepEnds,
  ): {
    results: readonly (Slot | undefined)[];
    sweepBuffers: Pick<StepBuffers, 'seeds' | 'seedKinds' | 'parameterSums' | 'inputSums'>;
  } {
    const { isFollowed } = this.#step;
    const arena = this.#arena;
    const bufferOf = (leaf: Tensor | undefined): number | undefined => leaf && arena.bufferOf(leaf);
    const seedKinds = this.#step.seeds ?? usualSeeds(ends);
    const seeds = [...ends.after, ...ends.output].map((leaf, nth) =>
      seedKinds[nth] === 'none' ? undefined : standIn(leaf),
    );
    const places = { seeds: seeds.map(bufferOf), seedKinds };
    const sumFor = (leaf: Tensor, isWanted: boolean | undefined): Tensor | undefined =>
      isWanted ? standIn(leaf) : undefined;
    const parameters = given.parameters.map((leaf, nth) => sumFor(leaf, isFollowed.parameters[nth]));
    const input = given.input.map((leaf, nth) => sumFor(leaf, isFollowed.input[nth]));
    const held = seeds.map((seed) => seed?.handle('cotangent'));
    seeds.forEach((seed, nth) => {
      if (seedKinds[nth] === 'own') seed?.dispose();
    });
    const results = hearing(undefined, () =>
      recorded.pull({
        state: held.slice(0, ends.after.length),
        output: held.slice(ends.after.length),
        parameters,
        input,
      }),
    );
    return {
      results: results.map((leaf) => leaf && this.#slotOf(leaf)),
      sweepBuffers: {
        ...places,
        parameterSums: parameters.map(bufferOf),
        inputSums: input.map(bufferOf),
      },
    };
  }

  /** What was written since the last application, and outside of any, are tensors made out of numbers. */
  #takeMakings(): void {
    const { instructions } = this.#arena;
    if (this.#depth > 0) return;
    for (; this.#seen < instructions.length; this.#seen += 1) {
      const making = instructions[this.#seen]!;
      if (!isConstant(making) && making.name !== 'fill')
        this.refuse(`'${making.name}' outside of a primitive`);
      this.#makings.push(making);
    }
  }

  #slotOf(leaf: Tensor): Slot {
    const { shape, dtype, size, offset } = leaf;
    return { shape, dtype, size, buffer: this.#arena.bufferOf(leaf), offset };
  }
}

/** In the middle of a chain the state's cotangents are those that the sweep before has left, and the outputs' are everyone's. */
function usualSeeds({ after, output }: StepEnds): SeedKind[] {
  const kindOf = (leaf: Tensor, kind: SeedKind): SeedKind => (isFloat(leaf.dtype) ? kind : 'none');
  return [...after.map((leaf) => kindOf(leaf, 'own')), ...output.map((leaf) => kindOf(leaf, 'shared'))];
}

/** What running the step forward has given. */
interface Forward {
  readonly ends: StepEnds;
  readonly recorded: TapedStep;
  readonly draws: number;
  readonly settled: Settled;
  /** How many instructions are the step's own; those behind them make sketches. */
  readonly stepLength: number;
}

function standIn(leaf: Tensor): Tensor {
  return settled(allocate(leaf.shape, leaf.dtype));
}

function settled(leaf: Tensor): Tensor {
  leaf.marks = constant;
  return leaf;
}
