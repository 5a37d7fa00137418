import { createHash } from 'node:crypto';
import { leavesOf, type Tree } from 'sublinear';

/** Of the bits of all entries: two trees of the same shapes have the same one if they are equal to the bit. */
export function digestOf(tree: Tree): string {
  const hash = createHash('sha256');
  for (const leaf of leavesOf(tree)) {
    const entries = leaf.toArray();
    hash.update(new Uint8Array(entries.buffer, entries.byteOffset, entries.byteLength));
  }
  return hash.digest('hex').slice(0, 32);
}
