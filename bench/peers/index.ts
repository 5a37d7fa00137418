// Times this project beside TensorFlow.js, jax-js and PyTorch: the same work on the same values, gradients compared first.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { provenance } from '../../experiments/harness/provenance.js';
import { appendResult, removeResults } from '../../experiments/harness/results.js';
import { commands, contestants, type PeerName, peerNames } from './contestants.js';
import { Peer } from './peer.js';
import { type Measured, type Peers, run } from './race.js';
import { lengths, type Race, races, widths } from './races.js';
import { drawSweep, raceTable, targetTable } from './show.js';
import { verdicts } from './targets.js';

const command = new Command('npm run bench:peers --')
  .description(
    'Times gradients of recurrent networks beside TensorFlow.js, jax-js (npm ci in bench/peers) and PyTorch (python3 with ' +
      'torch; SUBLINEAR_PYTHON names another), side by side, in rounds. Who is not installed is left out.',
  )
  .option('--out <folder>', 'where results go', join('bench', 'results', 'peers'))
  .option('--rounds <n>', 'rounds of each race; who is slow takes part in three, or one', wholeNumber, 9)
  .option('--only <text>', 'only races whose name has this in it', '')
  .option('--peers <names>', `some of ${peerNames.join(',')}; builtin is always one`, namesOfPeers, peerNames)
  .option('--no-figures', 'no times against length and hidden size')
  .allowExcessArguments(false)
  .parse();

const options = command.opts<{
  out: string;
  rounds: number;
  only: string;
  peers: readonly PeerName[];
  figures: boolean;
}>();

const sweepRounds = 3;
const folder = resolve(options.out);
const lines = join(folder, 'races.jsonl');
const origin = provenance();
removeResults(lines);
process.exitCode = await main();

async function main(): Promise<number> {
  const scratch = mkdtempSync(join(tmpdir(), 'sublinear-peers-'));
  const peers = await startPeers();
  try {
    const raced = await measureAll(races, options.rounds, peers, scratch);
    const found = verdicts(raced.results);
    if (found.length > 0) console.log(`${targetTable(found)}\n`);
    const drawn = options.figures ? await drawAll(peers, scratch) : [];
    const failures = [...raced.failures, ...drawn];
    for (const failure of failures) console.error(failure);
    return failures.length === 0 ? 0 : 1;
  } finally {
    for (const peer of peers.values()) peer[Symbol.dispose]();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function startPeers(): Promise<ReadonlyMap<PeerName, Peer>> {
  const peers = new Map<PeerName, Peer>();
  for (const name of options.peers) {
    const peer = await Peer.start(name, commands[name]);
    if (typeof peer === 'string') {
      console.log(`${name}: left out: ${peer}`);
      continue;
    }
    peers.set(name, peer);
    const versions = Object.entries(peer.versions).map((entry) => entry.join(' '));
    console.log(`${name}: ${versions.join(', ')}`);
  }
  console.log('');
  return peers;
}

interface Raced {
  readonly results: ReadonlyMap<string, readonly Measured[]>;
  readonly failures: readonly string[];
}

async function measureAll(
  list: readonly Race[],
  rounds: number,
  peers: Peers,
  scratch: string,
): Promise<Raced> {
  const results = new Map<string, readonly Measured[]>();
  const failures: string[] = [];
  for (const race of list.filter(({ name }) => name.includes(options.only))) {
    const outcome = await run(race, peers, rounds, scratch);
    results.set(race.name, outcome.measured);
    failures.push(...outcome.failures);
    for (const each of outcome.measured) keep(race, each, peers);
    console.log(`${raceTable(race, outcome.measured)}\n`);
  }
  return { results, failures };
}

function keep(race: Race, measured: Measured, peers: Peers): void {
  const { name, peer, way } = contestants[measured.contestant];
  appendResult(lines, {
    race: race.name,
    cell: race.cell,
    ...race.sizes,
    who: name,
    peer,
    way,
    versions: peers.get(peer)?.versions,
    ...measured,
    provenance: origin,
  });
}

/** Both figures, and what failed on the way. */
async function drawAll(peers: Peers, scratch: string): Promise<readonly string[]> {
  const failures: string[] = [];
  const figures = [
    { field: 'steps', title: 'length of the sequence', subtitle: 'batch 16, hidden size 128', list: lengths },
    { field: 'hidden', title: 'hidden size', subtitle: 'batch 16, 256 steps', list: widths },
  ] as const;
  for (const { field, title, subtitle, list } of figures) {
    const raced = await measureAll(list, sweepRounds, peers, scratch);
    failures.push(...raced.failures);
    const points = list.flatMap((race) => {
      const measured = raced.results.get(race.name);
      return measured === undefined ? [] : [[race, measured] as const];
    });
    if (points.length === 0) continue;
    const path = join(folder, `against-${field}`);
    console.log(`${await drawSweep(path, { field, title, subtitle }, points)}\n`);
  }
  return failures;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('A whole number above 0 is needed.');
}

function namesOfPeers(text: string): readonly PeerName[] {
  const names = text.split(',');
  const unknown = names.find((name) => !peerNames.some((known) => known === name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`'${unknown}' is none; there are ${peerNames.join(', ')}.`);
  return peerNames.filter((name) => name === 'builtin' || names.includes(name));
}
