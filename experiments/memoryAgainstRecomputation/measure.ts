// Runs in a process of its own: one point, from its batch to one line of JSON.
import { createHash } from 'node:crypto';
import { type Figures, leavesOf, type Report, Tape, type Tree, tidy } from 'sublinear';
import { answer } from '../harness/answer.js';
import { measurePeakResident } from '../harness/residentMemory.js';
import { readBatch } from './batchFile.js';
import { type Point, strategyOf } from './points.js';
import { workloads } from './workloads.js';

export interface Measured {
  readonly strategy: string;
  readonly loss: number;
  /** Of the bits of the loss and of every entry of the gradient. */
  readonly digest: string;
  readonly report: Figures;
  readonly predicted: Figures | undefined;
  readonly remarks: readonly string[];
  readonly liveBytesAfter: number;
  /** Peak resident memory of the gradient beyond what was resident before it. */
  readonly residentBytes: number;
  readonly residentSince: string;
  /** Milliseconds of each gradient after the first, which compiles; of the first where there is no other. */
  readonly wallMs: readonly number[];
}

const repeatWithinMs = 800;

await answer((point: Point): Measured => {
  const program = workloads[point.workload].program(point.sizes, readBatch(point.batch));
  const strategy = strategyOf(point);
  const tape = new Tape({ strategy });
  const peakResident = measurePeakResident();
  const run = (): { report: Report; loss: number; digest: string } =>
    tidy(() => {
      const { value, gradient, report } = tape.gradient(program.loss, program.parameters);
      return { report, loss: value.item(), digest: digestOf([value, gradient]) };
    });
  const first = timed(run);
  const { peakResidentBytes, startResidentBytes, span } = peakResident();
  const runs: number[] = [];
  while (runs.length < 5 && first.ms + sum(runs) < repeatWithinMs) runs.push(timed(run).ms);
  const { report, loss, digest } = first.result;
  return {
    strategy: report.strategy,
    loss,
    digest,
    report,
    predicted: report.predicted,
    remarks: report.remarks,
    liveBytesAfter: report.liveBytesAfter,
    residentBytes: peakResidentBytes - startResidentBytes,
    residentSince: span,
    wallMs: runs.length > 0 ? runs : [first.ms],
  };
});

function timed<T>(run: () => T): { result: T; ms: number } {
  const started = performance.now();
  const result = run();
  return { result, ms: performance.now() - started };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function digestOf(tree: Tree): string {
  const hash = createHash('sha256');
  for (const leaf of leavesOf(tree)) {
    const entries = leaf.toArray();
    hash.update(new Uint8Array(entries.buffer, entries.byteOffset, entries.byteLength));
  }
  return hash.digest('hex').slice(0, 32);
}
