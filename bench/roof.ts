import type { FloatType } from 'sublinear';

const products = 8;
const sums = 6;
const perRound = 24;

const codes = {
  float32: { type: 0x7d, splat: 0x13, lane: 0x1f, add: [0xe4, 0x01], multiply: [0xe6, 0x01] },
  float64: { type: 0x7c, splat: 0x14, lane: 0x21, add: [0xf0, 0x01], multiply: [0xf2, 0x01] },
} as const;

/** Floating-point operations of one round of a roof's loop. */
export function roofOperations(dtype: FloatType): number {
  return 2 * perRound * (dtype === 'float32' ? 4 : 2);
}

/**
 * The most that plain SIMD gives on one core: a loop of as many products as sums of vectors, without memory. No result
 * is needed soon, and all of them fit into the registers: fourteen, and the number that is multiplied by and added.
 */
export function roof(dtype: FloatType): (rounds: number) => void {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleOf(dtype)));
  const run: unknown = exports.roof;
  if (typeof run !== 'function') throw new Error('bench: the module of the roof exports no roof');
  return (rounds) => run(rounds, 1);
}

// roof(rounds: i32, x): x. WebAssembly Core Specification 2.0, section 5: sections 1, 3, 7 and 10.
function moduleOf(dtype: FloatType): Uint8Array<ArrayBuffer> {
  const { type } = codes[dtype];
  const name = [...new TextEncoder().encode('roof')];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 2, 0x7f, type, 1, type]),
    ...section(3, [1, 0]),
    ...section(7, [1, name.length, ...name, 0x00, 0]),
    ...section(10, [1, ...sized(body(dtype))]),
  ]);
}

function body(dtype: FloatType): number[] {
  const { splat, lane, add, multiply } = codes[dtype];
  const x = 2;
  const vectors = Array.from({ length: products + sums }, (_, i) => x + 1 + i);
  const round = Array.from({ length: perRound }, (_, i) => [
    ...onto(multiply, vectors[i % products]!, x),
    ...onto(add, vectors[products + (i % sums)]!, x),
  ]);
  return [
    ...[1, vectors.length + 1, 0x7b],
    ...[0x20, 1, 0xfd, splat, 0x21, x],
    ...vectors.flatMap((v) => [0x20, x, 0x21, v]),
    ...[0x03, 0x40, ...round.flat()],
    ...[0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b],
    ...vectors.flatMap((v) => onto(add, x, v)),
    ...[0x20, x, 0xfd, lane, 0, 0x0b],
  ];
}

// v = v op other
function onto(op: readonly number[], v: number, other: number): number[] {
  return [0x20, v, 0x20, other, 0xfd, ...op, 0x21, v];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)];
}

function sized(content: readonly number[]): number[] {
  return [...leb128(content.length), ...content];
}

function leb128(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb128(value >>> 7)];
}
