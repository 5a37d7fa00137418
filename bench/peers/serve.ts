import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gatesOf, type Line, type Request, type Work } from './protocol.js';

export interface Values {
  /** [steps, batch, inputs] */
  readonly x: Float32Array;
  /** [hidden, gates hidden] */
  readonly W: Float32Array;
  /** [inputs, gates hidden] */
  readonly U: Float32Array;
  /** [gates hidden] */
  readonly b: Float32Array;
}

/** What a peer can do with its work, again and again. */
export interface Prepared {
  /** Computes the gradients, waits until they are there, and frees them. This is what is timed. */
  run(): void;
  /** The gradients by W, U and b, and whatever more was asked for, in this order. */
  gradient(): readonly ArrayLike<number>[];
  dispose(): void;
}

/** A peer's whole life: says what it is, then does as it is told until its input ends. */
export async function serve(
  greeting: Line,
  prepare: (work: Work, values: Values) => Prepared,
): Promise<void> {
  const prepared = new Map<string, Prepared>();
  say(greeting);
  if (greeting.kind !== 'ready') return;
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      say(obey(JSON.parse(line), prepared, prepare));
    } catch (error) {
      say({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
    }
  }
}

function obey(
  request: Request,
  prepared: Map<string, Prepared>,
  prepare: (work: Work, values: Values) => Prepared,
): Line {
  switch (request.verb) {
    case 'prepare': {
      const ready = prepare(request.work, valuesOf(request.work));
      prepared.set(request.work.way, ready);
      writeFileSync(request.gradient, asBytes(ready.gradient()));
      return { kind: 'done' };
    }
    case 'time': {
      const ready = prepared.get(request.way);
      if (ready === undefined) throw new Error(`'${request.way}' was not prepared; prepare it first`);
      return { kind: 'timed', runs: Array.from({ length: request.iterations }, () => timed(ready)) };
    }
    case 'forget': {
      for (const ready of prepared.values()) ready.dispose();
      prepared.clear();
      return { kind: 'done' };
    }
  }
}

function timed(ready: Prepared): number {
  const start = performance.now();
  ready.run();
  return performance.now() - start;
}

function valuesOf({ values, cell, steps, batch, hidden, inputs }: Work): Values {
  const width = gatesOf(cell) * hidden;
  const read = (name: string, entries: number): Float32Array => {
    const bytes = readFileSync(join(values, `${name}.f32`));
    if (bytes.length !== 4 * entries)
      throw new RangeError(`${name}.f32 has ${bytes.length} bytes; ${4 * entries} are needed`);
    return new Float32Array(new Uint8Array(bytes).buffer);
  };
  return {
    x: read('x', steps * batch * inputs),
    W: read('W', hidden * width),
    U: read('U', inputs * width),
    b: read('b', width),
  };
}

function asBytes(gradients: readonly ArrayLike<number>[]): Uint8Array {
  const whole = new Float64Array(gradients.reduce((entries, each) => entries + each.length, 0));
  let start = 0;
  for (const each of gradients) {
    whole.set(each, start);
    start += each.length;
  }
  return new Uint8Array(whole.buffer);
}

function say(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
