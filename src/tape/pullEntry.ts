import { openScope } from '../array/scope.js';
import { Tensor } from '../array/tensor.js';
import { LedgerError } from '../errors.js';
import type { Cotangents } from './cotangents.js';
import type { Entry } from './entry.js';
import { freeAll } from './holding.js';
import type { Contribution } from './primitive.js';

/** Pulls the cotangents of an entry's outputs back to its inputs, if there are any. */
export function pullEntry(entry: Entry, cotangents: Cotangents): void {
  const incoming: (Tensor | undefined)[] = [];
  let isZero = true;
  for (let place = 0; place < entry.outputCount; place += 1) {
    const cotangent = cotangents.take(entry.firstOutput + place);
    incoming.push(cotangent);
    if (cotangent !== undefined) isZero = false;
  }
  if (isZero) {
    entry.skip?.();
    return;
  }
  const scope = openScope();
  if (scope === undefined) throw new LedgerError('sweep: no scope is open');
  const extent = scope.extent;
  try {
    addAll(cotangents, entry, entry.pull(incoming), incoming);
  } finally {
    freeAll(incoming);
    scope.freeSince(extent);
  }
}

function addAll(
  cotangents: Cotangents,
  entry: Entry,
  contributions: readonly Contribution[],
  incoming: readonly (Tensor | undefined)[],
): void {
  for (let place = 0; place < contributions.length; place += 1) {
    const contribution = contributions[place];
    const number = entry.inputs[place] ?? -1;
    if (number === -1 || contribution === undefined) continue;
    const isShared =
      contribution instanceof Tensor &&
      (incoming.includes(contribution) ||
        contributions.indexOf(contribution) !== contributions.lastIndexOf(contribution));
    cotangents.add(number, contribution, isShared);
  }
}
