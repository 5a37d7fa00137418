import { TapeError } from '../../errors.js';
import type { EngineState, TfTensor } from './engine.js';
import { isVariable } from './engine.js';

interface Loan {
  lenders: number;
  readonly wasKept: boolean;
  /** The scope that would have disposed of it, if there is one. */
  readonly scope: number | undefined;
}

/**
 * Tensors of the user that a chain needs until it has been swept. A scope that ends meanwhile leaves them alone; when they
 * are given back, those whose scope has ended are disposed of.
 */
export class Borrowed {
  readonly #state: EngineState;
  readonly #loans = new WeakMap<TfTensor, Loan>();

  constructor(state: EngineState) {
    this.#state = state;
  }

  take(tensors: readonly TfTensor[]): void {
    for (const tensor of tensors) {
      const loan = this.#loans.get(tensor) ?? this.#newLoan(tensor);
      loan.lenders += 1;
      this.#loans.set(tensor, loan);
      if (!isVariable(tensor)) tensor.kept = true;
    }
  }

  giveBack(tensors: readonly TfTensor[]): void {
    for (const tensor of tensors) {
      const loan = this.#loans.get(tensor);
      if (loan === undefined) continue;
      loan.lenders -= 1;
      if (loan.lenders > 0) continue;
      this.#loans.delete(tensor);
      if (isVariable(tensor)) continue;
      tensor.kept = loan.wasKept;
      if (loan.scope !== undefined && !this.#isOpen(loan.scope)) tensor.dispose();
    }
  }

  /** A tensor that was made outside of all scopes still carries the number of the one that its operation ran in. */
  #newLoan({ kept, scopeId }: TfTensor): Loan {
    return { lenders: 0, wasKept: kept, scope: !kept && this.#isOpen(scopeId) ? scopeId : undefined };
  }

  #isOpen(scope: number): boolean {
    return this.#state.scopeStack.some(({ id }) => id === scope);
  }
}

/** @throws {TapeError} if one of them is gone */
export function refuseDisposed(
  where: string,
  tensors: readonly TfTensor[],
  nameOf: (place: number) => string,
): void {
  const place = tensors.findIndex(({ isDisposed }) => isDisposed);
  if (place === -1) return;
  throw new TapeError(`${where}: ${nameOf(place)} was disposed of; keep it until the gradient was computed`);
}
