import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { wasmBase64 } from '../../src/array/kernels/wasm.generated.js';
import { type Figure, spread, type Unit } from './figure.js';
import { heapFlags } from './heap.js';
import { packageFigures } from './package.js';
import { countedRuns } from './runs.js';
import { type Samples, samplesOf } from './samples.js';

/** Where figures that vary come from. */
export interface Machine {
  readonly cpu: string;
  /** The major version of Node. */
  readonly node: string;
}

export interface Measurement {
  readonly machine: Machine;
  readonly figures: readonly Figure[];
}

/** @param options.isExactOnly - whether what varies, heap and times, is left out */
export async function measure(options: { readonly isExactOnly: boolean }): Promise<Measurement> {
  const exact = exactFigures();
  const figures = options.isExactOnly
    ? exact
    : [...exact, ...(await heapFigures()), ...(await timeFigures())];
  return { machine, figures };
}

/** A measurement without what varies. */
export function onlyExact({ machine, figures }: Measurement): Measurement {
  return { machine, figures: figures.filter(({ quartiles }) => quartiles === undefined) };
}

/** The exact figures of one measurement beside what varies of another. */
export function withExactOf(before: Measurement, now: Measurement): Measurement {
  const varying = before.figures.filter(({ quartiles }) => quartiles !== undefined);
  return { machine: before.machine, figures: [...onlyExact(now).figures, ...varying] };
}

const machine: Machine = {
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  node: process.versions.node.split('.')[0] ?? 'unknown',
};

function exactFigures(): readonly Figure[] {
  const wasmBytes = Buffer.from(wasmBase64, 'base64').length;
  return [
    ...countedRuns(),
    ...packageFigures(fileURLToPath(new URL('../../', import.meta.url))),
    { name: 'package: kernels in WebAssembly', unit: 'bytes', value: wasmBytes },
  ];
}

async function heapFigures(): Promise<readonly Figure[]> {
  const script = new URL('./heapChild.ts', import.meta.url);
  const samples = await samplesOf(script, { processes: 3, rounds: 3, nodeFlags: heapFlags });
  const figures = figuresOf(samples, (name) => `heap taken by a step of ${name}`, 'bytes');
  // Objects of another engine have other sizes.
  return figures.map((figure) => ({ ...figure, under: `node ${machine.node}` }));
}

async function timeFigures(): Promise<readonly Figure[]> {
  const script = new URL('./timesChild.ts', import.meta.url);
  // Threads that collect garbage together wait for each other where there are fewer processors than they think.
  const nodeFlags = ['--single-threaded-gc'];
  const samples = await samplesOf(script, { processes: 3, rounds: 15, nodeFlags });
  return figuresOf(samples, (name) => `time of ${name}`, 'yardsticks');
}

function figuresOf(samples: Samples, named: (name: string) => string, unit: Unit): readonly Figure[] {
  return Object.entries(samples).map(([name, measured]) => ({
    name: named(name),
    unit,
    ...spread(measured),
  }));
}
