import type { Arena, Block } from './arena.js';

let collected = 0;

// The net under those who forget `dispose`, never the plan; what it catches is counted, so that a test can complain.
const registry = new FinalizationRegistry<{ arena: Arena; block: Block }>(({ arena, block }) => {
  arena.release(block, 'outside');
  collected += 1;
});

/** Frees a block that nobody but the user holds when the garbage collector finds its tensor unreachable. */
export function watch(tensor: object, arena: Arena, block: Block): void {
  registry.register(tensor, { arena, block }, tensor);
}

export function unwatch(tensor: object): void {
  registry.unregister(tensor);
}

/**
 * How many tensors the garbage collector had to free because nobody disposed of them.
 *
 * @example
 * tensorsCollected(); // 0 in a program that disposes of what it makes
 */
export function tensorsCollected(): number {
  return collected;
}
