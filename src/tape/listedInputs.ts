import { shown } from '../arguments/shown.js';
import { ChainError } from '../errors.js';

/**
 * A list could be one input for each step, or one sequence of inputs beside others, and where there are as many steps as a
 * tensor has rows nothing would tell them apart.
 *
 * @param options.stack - how its tensors are put together to one, as it is written
 * @throws {ChainError} if there is a list among tensors [steps, ...]
 */
export function refuseLists(
  inputs: unknown,
  options: { readonly isLeaf: (value: unknown) => boolean; readonly stack: string },
  path = '',
): void {
  if (Array.isArray(inputs)) {
    throw new ChainError(
      `scan: inputs${path} is ${shown(inputs)}, which could be one entry for each step or one for each sequence; ` +
        `for steps give ${options.stack}, or { extent: list.length, at: (t) => list[t] }; for sequences [steps, ...] give ` +
        'them under names, such as { x, y }',
    );
  }
  if (options.isLeaf(inputs) || typeof inputs !== 'object' || inputs === null) return;
  for (const [name, part] of Object.entries(inputs)) refuseLists(part, options, `${path}.${name}`);
}
