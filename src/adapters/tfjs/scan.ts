import { type AnyStep, checkedOptions, type GivenOptions } from '../options.js';
import { Reversal } from './reversal.js';
import type { Session } from './session.js';

/** Runs a chain; where a tape is on, puts one operation on it that reverses the chain. */
export function scan(
  session: Session,
  where: string,
  step: AnyStep,
  given: GivenOptions,
): { readonly state: unknown; readonly outputs: unknown } {
  const options = checkedOptions(step, given);
  session.begin();
  const reversal = new Reversal(session, where, { step, given, options });
  try {
    return reversal.forward();
  } catch (error) {
    reversal.free();
    throw error;
  }
}
