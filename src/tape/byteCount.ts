const multiples = new Map([
  ['', 1],
  ['b', 1],
  ['kb', 1000],
  ['mb', 1000 ** 2],
  ['gb', 1000 ** 3],
  ['tb', 1000 ** 4],
  ['kib', 1024],
  ['mib', 1024 ** 2],
  ['gib', 1024 ** 3],
  ['tib', 1024 ** 4],
]);

/**
 * A number of bytes that is given as one, or as a text such as '64 MiB', '1.5GB' or '4096': kB, MB, GB and TB are powers of
 * 1000; KiB, MiB, GiB and TiB of 1024. A fraction of a byte is dropped.
 *
 * @param name - what it is called in messages
 * @throws {TypeError} if `value` is neither a number nor a text
 * @throws {RangeError} if it is no number of bytes, or less than one
 */
export function parseBytes(where: string, value: unknown, name = 'bytes'): number {
  if (value === undefined)
    throw new TypeError(`${where}: ${name} is missing; write ${where}({ ${name}: '64 MiB' })`);
  if (typeof value !== 'number' && typeof value !== 'string')
    throw new TypeError(`${where}: ${name} is ${kindOf(value)}; ${needed}`);
  const bytes = typeof value === 'number' ? value : bytesIn(value);
  const found = typeof value === 'number' ? value : `'${value}'`;
  if (!Number.isFinite(bytes)) throw new RangeError(`${where}: ${name} is ${found}; ${needed}`);
  if (bytes < 1) throw new RangeError(`${where}: ${name} is ${found}; at least 1 is needed`);
  return Math.floor(bytes);
}

const needed = "a number of bytes is needed, or a text such as '64 MiB'";

function bytesIn(text: string): number {
  const [, sign = '', number = '', unit = ''] = /^\s*(-?)(\d+\.?\d*|\.\d+)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const multiple = multiples.get(unit.toLowerCase());
  if (number === '' || multiple === undefined) return Number.NaN;
  return Number(sign + number) * multiple;
}

function kindOf(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
