import { readFileSync } from 'node:fs';

/** An IDX file of unsigned bytes: its axes' lengths, and its entries row by row. */
export interface IdxFile {
  readonly lengths: readonly number[];
  readonly bytes: Uint8Array;
}

/**
 * Reads an IDX file, the format of MNIST: two zero bytes, the type (8, unsigned bytes), the number of axes, the length of
 * each axis as four bytes, most significant first, and the entries.
 *
 * @throws {Error} if the file is another kind of file, or shorter or longer than it says
 */
export function readIdx(path: string): IdxFile {
  const file = readFileSync(path);
  const header = file.length >= 4 ? file.readUInt32BE(0) : -1;
  const rank = header & 0xff;
  if (header >>> 8 !== 0x08 || file.length < 4 + 4 * rank) {
    throw new Error(`idx: ${path} starts with ${header}; an IDX file of unsigned bytes is needed`);
  }
  const lengths = Array.from({ length: rank }, (_, axis) => file.readUInt32BE(4 + 4 * axis));
  const start = 4 + 4 * rank;
  const needed = lengths.reduce((size, length) => size * length, 1);
  if (file.length - start !== needed) {
    throw new Error(
      `idx: ${path} has ${file.length - start} entries and its header [${lengths.join(', ')}] needs ${needed}; ` +
        'the file is incomplete, install its package again',
    );
  }
  return { lengths, bytes: new Uint8Array(file.buffer, file.byteOffset + start, needed) };
}
