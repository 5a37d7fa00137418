import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tolerance } from '../../../bench/peers/agreement.js';
import {
  type ContestantName,
  contestants,
  type PeerName,
  peerNames,
} from '../../../bench/peers/contestants.js';
import { Peer } from '../../../bench/peers/peer.js';
import { type Peers, run } from '../../../bench/peers/race.js';
import type { Race } from '../../../bench/peers/races.js';
import { drawSizes, panelsOf, sweep } from '../../../bench/peers/sizes.js';
import { acts, startInstalled } from './installed.js';

const scratch = mkdtempSync(join(tmpdir(), 'race-'));
const sizes = { steps: 32, batch: 2, hidden: 8, inputs: 4 };
const race = (cell: Race['cell'], entrants: readonly ContestantName[]): Race => ({
  name: 'short',
  cell,
  sizes,
  entrants,
});
let installed: ReadonlyMap<PeerName, Peer | string>;
let ours: Peer;

beforeAll(async () => {
  installed = await startInstalled();
  const builtin = installed.get('builtin');
  if (!(builtin instanceof Peer)) throw new Error(builtin);
  ours = builtin;
}, 300_000);

afterAll(() => {
  for (const peer of installed.values()) if (peer instanceof Peer) peer[Symbol.dispose]();
  rmSync(scratch, { recursive: true });
});

/** This project, and another peer in the place of one. */
async function beside(name: PeerName, act: string): Promise<Peers & Disposable> {
  const other = await Peer.start(name, [acts(act)]);
  if (typeof other === 'string') throw new Error(other);
  const peers = new Map<PeerName, Peer>([
    ['builtin', ours],
    [name, other],
  ]);
  return Object.assign(peers, { [Symbol.dispose]: () => other[Symbol.dispose]() });
}

test('a peer that is not installed says how to get it', () => {
  const reasons = [...installed].flatMap(([name, peer]) =>
    peer instanceof Peer ? [] : [`${name}: ${peer}`],
  );
  for (const reason of reasons)
    expect(reason).toMatch(
      /^native: .|^torch[12]: (.* has no torch; apt-get install python3-torch|spawn .* ENOENT)|^(tfjs|jaxjs): it is not installed; run npm ci in bench\/peers$/,
    );
});

// Every way of every peer that is here, on a cell that is written everywhere.
describe.each(peerNames)('%s', (name) => {
  test('does the work of the reference in all its ways, if it is installed', async () => {
    const peer = installed.get(name);
    if (!(peer instanceof Peer)) return expect(peer).toBeTypeOf('string');
    const ways = contestantsOf(name);
    const peers = new Map([
      ['builtin' as const, ours],
      [name, peer],
    ]);
    const { measured, failures, tooSlow } = await run(race('RNN', ways), { peers, rounds: 1, scratch });
    expect({ failures, tooSlow }).toEqual({ failures: [], tooSlow: [] });
    expect(measured.map(({ contestant }) => contestant)).toEqual(ways);
    for (const { runs, difference } of measured) {
      expect(runs).toHaveLength(1);
      expect(difference).toBeLessThan(tolerance(sizes));
    }
  }, 120_000);

  test('does so with an LSTM, if it is installed', async () => {
    const peer = installed.get(name);
    if (!(peer instanceof Peer)) return expect(peer).toBeTypeOf('string');
    const ways = contestantsOf(name).filter((each) => contestants[each].way !== 'hand');
    const peers = new Map([
      ['builtin' as const, ours],
      [name, peer],
    ]);
    const { measured, failures } = await run(race('LSTM', ways), { peers, rounds: 1, scratch });
    expect(failures).toEqual([]);
    expect(measured).toHaveLength(ways.length);
  }, 120_000);
});

test('whoever computes something else is not timed, and the race goes on', async () => {
  using peers = await beside('tfjs', 'is wrong');
  const { measured, failures } = await run(race('RNN', ['tfjs', 'builtin']), { peers, rounds: 1, scratch });
  expect(measured.map(({ contestant }) => contestant)).toEqual(['builtin']);
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatch(
    /^short, TensorFlow\.js wasm: its gradients differ by .* of the greatest entry; rounding allows .*; it does not do the same work$/,
  );
});

test('whoever is too slow is left out, which is no failure', async () => {
  using peers = await beside('tfjs', 'is silent');
  const options = { peers, rounds: 1, scratch, withinMs: 2000 };
  const { measured, failures, tooSlow } = await run(race('RNN', ['tfjs', 'builtin']), options);
  expect(measured.map(({ contestant }) => contestant)).toEqual(['builtin']);
  expect(failures).toEqual([]);
  expect(tooSlow).toEqual(['short, TensorFlow.js wasm: tfjs: prepare: it said nothing for 2 s']);
});

test('without this project there is no reference', async () => {
  await expect(run(race('RNN', ['tfjs']), { peers: new Map(), rounds: 1, scratch })).rejects.toThrow(
    'peers: this project did not start; its gradients in float64 are needed',
  );
});

test('in a figure whoever fails takes no part at greater sizes, and both panels are drawn', async () => {
  using peers = await beside('tfjs', 'fails');
  const panels = panelsOf([32, 64]);
  const seen: string[] = [];
  const onPoint = ({ race: { name } }: { race: Race }) => seen.push(name);
  const { points, failures, dropped } = await sweep(panels, { peers, rounds: 1, scratch, onPoint });
  expect(seen).toEqual(panels.flatMap(({ races }) => races.map(({ name }) => name)));
  expect(points.map(({ measured }) => measured.map(({ contestant }) => contestant))).toEqual(
    seen.map(() => ['builtin', 'hand']),
  );
  expect(failures).toEqual(
    panels.map(({ races }) => `${races[0]?.name}, TensorFlow.js wasm: tfjs: prepare: no memory is left`),
  );
  expect(dropped).toEqual([]);
  const { svg } = await drawSizes(join(scratch, 'sizes'), points);
  expect(svg).toBe(join(scratch, 'sizes.svg'));
}, 120_000);

test('in a figure whoever takes too long for a run takes no part at greater sizes, which is said', async () => {
  const peers = new Map([['builtin' as const, ours]]);
  const panels = panelsOf([32, 64]).slice(0, 1);
  const options = { peers, rounds: 1, scratch, slowMs: 0, onPoint: () => {} };
  const { points, dropped, failures } = await sweep(panels, options);
  expect(points.map(({ measured }) => measured.length)).toEqual([2, 0]);
  expect(failures).toEqual([]);
  expect(dropped.map((sentence) => sentence.replace(/\d+\.\d s/, '… s'))).toEqual(
    ['sublinear', 'hand-written loop, our kernels'].map(
      (who) =>
        `RNN, length of the sequence, hidden size 128: 32, ${who}: left out at greater sizes: ` +
        'a run takes … s; at most 0 s is allowed',
    ),
  );
}, 120_000);

function contestantsOf(name: PeerName): readonly ContestantName[] {
  const known = Object.keys(contestants).filter((each): each is ContestantName => each in contestants);
  return known.filter((each) => contestants[each].peer === name);
}
