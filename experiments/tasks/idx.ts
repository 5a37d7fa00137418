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
 * @throws {Error} if the file is another kind of file, has other axes, or is shorter or longer than it says
 */
export function readIdx(path: string, axes: number): IdxFile {
  const file = readFileSync(path);
  const start = 4 + 4 * axes;
  const needed = Buffer.from([0, 0, 8, axes]);
  if (file.length < start || !file.subarray(0, 4).equals(needed)) {
    throw new Error(
      `idx: ${path} starts with '${file.subarray(0, 4).toString('hex')}' and has ${file.length} bytes; ` +
        `'${needed.toString('hex')}' (unsigned bytes, axes: ${axes}) and a header of ${start} bytes are needed; ` +
        'give an unpacked IDX file',
    );
  }
  const lengths = Array.from({ length: axes }, (_, axis) => file.readUInt32BE(4 + 4 * axis));
  const entries = lengths.reduce((size, length) => size * length, 1);
  if (file.length - start !== entries) {
    throw new Error(
      `idx: ${path} has ${file.length - start} entries; its header [${lengths.join(', ')}] needs ${entries}; ` +
        'install its package again',
    );
  }
  return { lengths, bytes: new Uint8Array(file.buffer, file.byteOffset + start, entries) };
}
