import type { Action } from './action.js';

export const verbs = ['advance', 'record', 'sweep', 'discard', 'snapshot', 'restore', 'release'] as const;

/** An action as messages quote it, such as 'snapshot 1 in 0'. */
export function inWords(action: Action): string {
  switch (action?.verb) {
    case 'advance':
    case 'record':
    case 'sweep':
    case 'discard':
      return `${action.verb} ${String(action.from)}→${String(action.to)}`;
    case 'snapshot':
    case 'release':
      return `${action.verb} ${String(action.step)} in ${String(action.slot)}`;
    case 'restore':
      return `${action.verb} ${String(action.step)} from ${String(action.slot)}`;
  }
  return nameOf(action);
}

// What has come from outside may be no action at all, whatever its type says.
function nameOf(found: { readonly verb?: unknown } | null | undefined): string {
  return String(found === null || found === undefined ? found : found.verb);
}
