import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { differenceOf, type Gradients, readGradients, requireNormal, tolerance } from './agreement.js';
import { type ContestantName, contestants, type PeerName } from './contestants.js';
import type { Peer } from './peer.js';
import type { Race } from './races.js';
import { writeValues } from './values.js';

/** What was found of one contestant in one race. */
export interface Measured {
  readonly contestant: ContestantName;
  /** The median of each round, in milliseconds. Who is slow takes part in the first rounds only. */
  readonly runs: readonly number[];
  /** Reading, compiling, and the first gradient. */
  readonly prepareMs: number;
  /** How far its gradients are from float64's. */
  readonly difference: number;
}

export interface Outcome {
  readonly measured: readonly Measured[];
  /** A sentence for each contestant that could not finish, or whose gradients are wrong. */
  readonly failures: readonly string[];
}

export type Peers = ReadonlyMap<PeerName, Peer>;

/** How long a contestant runs in one round, if several of its runs fit. */
const roundMs = 150;
/** How many rounds somebody takes part in who needs that long for a run. */
const allowances = [
  { fromMs: 4000, rounds: 1 },
  { fromMs: 300, rounds: 3 },
] as const;
/** Threads of OpenBLAS and OpenMP spin for up to 30 ms after their last work, and would take a core from who comes next. */
const pauseMs = 60;

interface Started extends Omit<Measured, 'runs'> {
  readonly peer: Peer;
  readonly way: string;
  readonly firstMs: number;
  readonly runs: number[];
}

/**
 * Gives everyone the same values, compares gradients, and only then times them, one after the other, in rounds, so that a
 * slow minute of the machine hits all of them.
 */
export async function run(race: Race, peers: Peers, rounds: number, scratch: string): Promise<Outcome> {
  const failures: string[] = [];
  writeValues(scratch, race.cell, race.sizes);
  const reference = await referenceOf(race, peers, scratch);
  let ready: Started[] = [];
  const dropped = (name: ContestantName, error: unknown): void => {
    failures.push(`${race.name}, ${contestants[name].name}: ${messageOf(error)}`);
    ready = ready.filter(({ contestant }) => contestant !== name);
  };
  for (const name of race.entrants) {
    const peer = peers.get(contestants[name].peer);
    if (peer === undefined) continue;
    await started(race, name, peer, reference, scratch).then(
      (each) => ready.push(each),
      (error) => dropped(name, error),
    );
  }
  for (let round = 0; round < rounds; round += 1) {
    // Nobody always runs after the same other.
    const order = ready.map((_, place) => ready[(place + round) % ready.length]!);
    for (const each of order) await takeTurn(each, round).catch((error) => dropped(each.contestant, error));
  }
  for (const peer of peers.values()) await peer.forget().catch(() => {});
  return {
    measured: ready.map(({ contestant, runs, prepareMs, difference }) => ({
      contestant,
      runs,
      prepareMs,
      difference,
    })),
    failures,
  };
}

async function referenceOf(race: Race, peers: Peers, scratch: string): Promise<Gradients> {
  const peer = peers.get('builtin');
  if (peer === undefined)
    throw new Error('peers: this project did not start; its gradients in float64 are needed');
  const path = join(scratch, 'reference.f64');
  await peer.prepare({ ...race.sizes, cell: race.cell, way: 'reference', values: scratch }, path);
  await peer.forget();
  const reference = readGradients(path, race);
  requireNormal(reference, race.name);
  return reference;
}

/** @throws {Error} if the gradients differ by more than rounding can */
async function started(
  race: Race,
  name: ContestantName,
  peer: Peer,
  reference: Gradients,
  scratch: string,
): Promise<Started> {
  const { way } = contestants[name];
  const path = join(scratch, `${name}.f64`);
  const startMs = performance.now();
  await peer.prepare({ ...race.sizes, cell: race.cell, way, values: scratch }, path);
  const prepareMs = performance.now() - startMs;
  const difference = differenceOf(readGradients(path, race), reference);
  const allowed = tolerance(race.sizes);
  if (!(difference <= allowed))
    throw new Error(
      `its gradients differ by ${difference.toExponential(1)} of the greatest entry; rounding allows ` +
        `${allowed.toExponential(1)}; it does not do the same work`,
    );
  // The gradients, and then one run, have warmed it up.
  const [, firstMs = 0] = await peer.time(way, 2);
  return { contestant: name, peer, way, firstMs, prepareMs, difference, runs: [] };
}

async function takeTurn({ peer, way, firstMs, runs }: Started, round: number): Promise<void> {
  const allowed = allowances.find(({ fromMs }) => firstMs >= fromMs)?.rounds ?? Number.POSITIVE_INFINITY;
  if (round >= allowed) return;
  await setTimeout(pauseMs);
  const iterations = Math.max(1, Math.round(roundMs / firstMs));
  const times = [...(await peer.time(way, iterations))].sort((a, b) => a - b);
  runs.push(times[Math.floor((times.length - 1) / 2)] ?? Number.NaN);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
