import type { RandomKey } from '../../array/random.js';
import { keyOfDraw, keyOfSketch } from '../place.js';
import { type Instruction, isConstant, type KeySource } from './instruction.js';

/** The place at which a traced step draws its keys; in a run each is replaced by that of the run's own place. */
export const tracedKey: RandomKey = [0, 0];

/** Finds out what the keys in a step's kernel calls were made from. */
export class KeySources {
  readonly #sources = new Map<string, KeySource>();

  /** @param of - the key of what sketches its residuals */
  constructor({ draws, sketches, of }: { draws: number; sketches: number; of: RandomKey }) {
    for (let nth = 1; nth <= draws; nth += 1) {
      this.#sources.set(keyOfDraw(tracedKey, 0, nth).join(), { nth, of: undefined });
    }
    for (let nth = 0; nth < sketches; nth += 1) {
      this.#sources.set(keyOfSketch(of, { sketchKey: tracedKey, step: 0 }, nth).join(), { nth, of });
    }
  }

  /** The same, with the source of its key if it has one. */
  withSource(instruction: Instruction): Instruction {
    if (isConstant(instruction) || !isKeyed(instruction.name)) return instruction;
    const { args } = instruction;
    return { ...instruction, key: this.#sources.get(`${args[2]},${args[3]}`) };
  }
}

function isKeyed(name: string): boolean {
  return keyedKernels.includes(name);
}

const keyedKernels: readonly string[] = [
  'dropout',
  'uniform',
  'normal',
  'sample',
  'unsample',
  'addSampledRows',
  'addSampledProduct',
  'signs',
];
