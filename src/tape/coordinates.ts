/** Why a state cannot be one of a chain; undefined if it can. */
export function objectionToState(name: string, state: number, extent: number): string | undefined {
  if (Number.isInteger(state) && state >= 0 && state <= extent) return undefined;
  return `${name} is ${String(state)}; a whole number from 0 to ${extent} is needed`;
}

/** Why a slot cannot be one; undefined if it can. */
export function objectionToSlot(slot: number): string | undefined {
  if (Number.isSafeInteger(slot) && slot >= 0) return undefined;
  return `slot is ${String(slot)}; a whole number, 0 or more, is needed`;
}
