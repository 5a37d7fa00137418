import { Trees } from '../trees.js';
import { Borrowed } from './borrowed.js';
import { type Engine, isTensor, type TapeNode, type TfTensor } from './engine.js';
import { freeTape } from './record.js';

/** The chains of one user of TensorFlow.js that wait for their gradients. */
export class Session {
  readonly engine: Engine;
  readonly trees: Trees<TfTensor> = new Trees(isTensor);
  readonly borrowed: Borrowed;
  readonly #tapes = new Set<readonly TapeNode[]>();
  #runningCount = 0;

  constructor(engine: Engine) {
    this.engine = engine;
    this.borrowed = new Borrowed(engine.state);
  }

  /** Runs a part of a chain, in which other chains may begin and end. */
  running<R>(body: () => R): R {
    this.#runningCount += 1;
    try {
      return body();
    } finally {
      this.#runningCount -= 1;
    }
  }

  /** A chain begins. Lets go of tapes that the engine has given up, as it does when a loss throws: it frees nothing of them. */
  begin(): void {
    const { activeTape } = this.engine.state;
    if (this.#runningCount > 0) return;
    for (const tape of this.#tapes) {
      if (tape === activeTape) continue;
      freeTape(tape);
      this.#tapes.delete(tape);
    }
    if (activeTape && this.engine.isTapeOn()) this.#tapes.add(activeTape);
  }
}
