import { isPlainRecord } from '../../src/arguments/notTree.js';
import { Tensor, type TreePart } from '../../src/index.js';

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Tensors under names and in lists, at random. */
export function randomTree(random: () => number, leaf: () => Tensor, depth = 0): TreePart {
  if (depth === 3 || (depth > 0 && random() < 0.4)) return leaf();
  const parts = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
    randomTree(random, leaf, depth + 1),
  );
  return random() < 0.5 ? parts : Object.fromEntries(parts.map((part, nth) => [`n${nth}`, part]));
}

/** The same tree with `strangers` at random places, between the names and entries that were there. */
export function mixedWith(tree: unknown, random: () => number, stranger: () => unknown): unknown {
  if (tree instanceof Tensor || tree === null || typeof tree !== 'object') return tree;
  const mixed = Object.entries(tree).flatMap(([name, part], nth) => {
    const kept: [string, unknown] = [name, mixedWith(part, random, stranger)];
    return random() < 0.4 ? [[`m${nth}`, stranger()] as [string, unknown], kept] : [kept];
  });
  if (random() < 0.4) mixed.push(['last', stranger()]);
  return Array.isArray(tree) ? mixed.map(([, part]) => part) : Object.fromEntries(mixed);
}

/** Names, lists and nothings, as text. */
export function outlineOf(tree: unknown): string {
  if (tree instanceof Tensor) return 'T';
  if (tree === null || tree === undefined) return String(tree);
  if (Array.isArray(tree)) return `[${tree.map(outlineOf).join()}]`;
  if (!isPlainRecord(tree)) return 'no tree';
  return `{${Object.entries(tree).map(([name, part]) => `${name}:${outlineOf(part)}`)}}`;
}

/** The same tree with something in the place of one of its tensors or nothings, and the path to that. */
export function spoiled(
  tree: unknown,
  random: () => number,
  stranger: unknown,
): { readonly tree: unknown; readonly path: string } {
  const isBranch = (Array.isArray(tree) || isPlainRecord(tree)) && !(tree instanceof Tensor);
  const parts = isBranch ? Object.entries(tree) : [];
  const chosen = parts[Math.floor(random() * parts.length)];
  if (chosen === undefined) return { tree: stranger, path: '' };
  const [name, part] = chosen;
  const inner = spoiled(part, random, stranger);
  const path = `.${name}${inner.path}`;
  if (Array.isArray(tree)) return { tree: tree.with(Number(name), inner.tree), path };
  return { tree: { ...Object.fromEntries(parts), [name]: inner.tree }, path };
}
