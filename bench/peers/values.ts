// Inputs and weights under which neither states nor cotangents vanish or grow over the whole sequence: a float32 loop over
// denormals is several times slower, and in a chaotic network rounding errors would grow until no two gradients agree.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import seedrandom from 'seedrandom';
import { type CellName, gatesOf, type Sizes } from './protocol.js';

// With this bias an LSTM forgets 5 % a step.
const forgetBias = 3;

/** Writes x, W, U and b as raw little-endian float32 files; the same ones for the same cell and sizes. */
export function writeValues(folder: string, cell: CellName, sizes: Sizes): void {
  const { steps, batch, hidden, inputs } = sizes;
  const normal = normals(JSON.stringify([cell, sizes]));
  const width = gatesOf(cell) * hidden;
  mkdirSync(folder, { recursive: true });
  const write = (name: string, values: Float32Array): void =>
    writeFileSync(join(folder, `${name}.f32`), new Uint8Array(values.buffer));
  write('x', Float32Array.from({ length: steps * batch * inputs }, normal));
  write('W', recurrentWeights(cell, hidden, normal));
  // The longer the sequence, the weaker the inputs: each bends the tanh, and so takes a little from the cotangent.
  const deviation = Math.min(0.02, 5 / steps);
  write(
    'U',
    Float32Array.from({ length: inputs * width }, () => deviation * normal()),
  );
  write(
    'b',
    Float32Array.from({ length: width }, (_, place) => (isForget(cell, hidden, place) ? forgetBias : 0)),
  );
}

function isForget(cell: CellName, hidden: number, place: number): boolean {
  return cell === 'LSTM' && Math.floor(place / hidden) === 1;
}

/**
 * An orthogonal matrix for each gate, side by side. At the state of zeros an Elman network's Jacobian is W itself: nothing
 * fades or grows. An LSTM's is σ(3) + W σ(0)²; W is scaled so that its greatest eigenvalue is 1.
 */
function recurrentWeights(cell: CellName, hidden: number, normal: () => number): Float32Array {
  const gates = gatesOf(cell);
  const scale = cell === 'RNN' ? 1 : 4 * (1 - 1 / (1 + Math.exp(-forgetBias)));
  const W = new Float32Array(hidden * gates * hidden);
  for (let gate = 0; gate < gates; gate += 1) {
    for (const [row, values] of orthogonal(hidden, normal).entries())
      W.set(
        values.map((value) => scale * value),
        (row * gates + gate) * hidden,
      );
  }
  return W;
}

/** Random rows, each made orthogonal to those before it by Gram and Schmidt's method, one after the other. */
function orthogonal(size: number, normal: () => number): readonly Float64Array[] {
  const rows: Float64Array[] = [];
  while (rows.length < size) {
    const row = Float64Array.from({ length: size }, normal);
    for (const other of rows) addMultiple(row, -dot(row, other), other);
    const norm = Math.sqrt(dot(row, row));
    rows.push(row.map((value) => value / norm));
  }
  return rows;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place += 1) sum += a[place]! * b[place]!;
  return sum;
}

function addMultiple(to: Float64Array, factor: number, a: Float64Array): void {
  for (let place = 0; place < to.length; place += 1) to[place]! += factor * a[place]!;
}

/** Box and Muller's. */
function normals(seed: string): () => number {
  const uniform = seedrandom.alea(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
