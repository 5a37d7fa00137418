import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { differenceOf, type Gradients, readGradients, requireNormal, tolerance } from './agreement.js';
import { type ContestantName, contestants, type PeerName } from './contestants.js';
import { type Peer, TooSlow } from './peer.js';
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
  /** A sentence for each that did not answer in time. */
  readonly tooSlow: readonly string[];
}

export interface RunOptions {
  readonly peers: Peers;
  readonly rounds: number;
  /** A folder for values and gradients. */
  readonly scratch: string;
  /** How long an answer may take. */
  readonly withinMs?: number;
}

export type Peers = ReadonlyMap<PeerName, Peer>;

/** How long a contestant runs in one round, if several of its runs fit. */
const roundMs = 150;
/** How many rounds somebody takes part in who needs that long for a run. */
const allowances = [
  { fromMs: 4000, rounds: 1 },
  { fromMs: 300, rounds: 3 },
] as const;
/** How many rounds warm somebody up at the most. */
const mostTurns = 10;
/** Threads of OpenBLAS and OpenMP spin for up to 30 ms after their last work, and would take a core from who comes next. */
const pauseMs = 60;

interface Started extends Omit<Measured, 'runs'> {
  readonly peer: Peer;
  readonly way: string;
  readonly usualMs: number;
  readonly runs: number[];
}

/**
 * Gives everyone the same values, compares gradients, and only then times them, one after the other, in rounds, so that a
 * slow minute of the machine hits all of them.
 */
export async function run(race: Race, options: RunOptions): Promise<Outcome> {
  const { peers, rounds, scratch } = options;
  const failures: string[] = [];
  const tooSlow: string[] = [];
  writeValues(scratch, race.cell, race.sizes);
  const reference = await referenceOf(race, peers, scratch);
  let ready: Started[] = [];
  const dropped = (name: ContestantName, error: unknown): void => {
    const sentence = `${race.name}, ${contestants[name].name}: ${messageOf(error)}`;
    (error instanceof TooSlow ? tooSlow : failures).push(sentence);
    ready = ready.filter(({ contestant }) => contestant !== name);
  };
  for (const name of race.entrants) {
    const peer = peers.get(contestants[name].peer);
    if (peer === undefined) continue;
    await started(race, { name, peer, reference }, options).then(
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
    tooSlow,
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
  { name, peer, reference }: { name: ContestantName; peer: Peer; reference: Gradients },
  { scratch, withinMs }: RunOptions,
): Promise<Started> {
  const { way } = contestants[name];
  const path = join(scratch, `${name}.f64`);
  const startMs = performance.now();
  await peer.prepare({ ...race.sizes, cell: race.cell, way, values: scratch }, path, withinMs);
  const prepareMs = performance.now() - startMs;
  const difference = differenceOf(readGradients(path, race), reference);
  const allowed = tolerance(race.sizes);
  if (!(difference <= allowed))
    throw new Error(
      `its gradients differ by ${difference.toExponential(1)} of the greatest entry; rounding allows ` +
        `${allowed.toExponential(1)}; it does not do the same work`,
    );
  const usualMs = await warmedUp(peer, way, withinMs);
  return { contestant: name, peer, way, usualMs, prepareMs, difference, runs: [] };
}

/** How long a run takes once it gets no faster: a compiler may wait for some hundred calls. */
async function warmedUp(peer: Peer, way: string, withinMs?: number): Promise<number> {
  let [, usualMs = 0] = await peer.time(way, 2, withinMs);
  let inVain = 0;
  for (let turn = 0; turn < mostTurns && inVain < 2 && usualMs < roundMs; turn += 1) {
    const nextMs = middleOf(await peer.time(way, iterationsOf(usualMs), withinMs));
    inVain = nextMs < 0.97 * usualMs ? 0 : inVain + 1;
    usualMs = Math.min(usualMs, nextMs);
  }
  return usualMs;
}

async function takeTurn({ peer, way, usualMs, runs }: Started, round: number): Promise<void> {
  const allowed = allowances.find(({ fromMs }) => usualMs >= fromMs)?.rounds ?? Number.POSITIVE_INFINITY;
  if (round >= allowed) return;
  await setTimeout(pauseMs);
  runs.push(middleOf(await peer.time(way, iterationsOf(usualMs))));
}

function iterationsOf(usualMs: number): number {
  return Math.max(1, Math.round(roundMs / usualMs));
}

function middleOf(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor((times.length - 1) / 2)] ?? Number.NaN;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
