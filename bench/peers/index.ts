// Times this project beside TensorFlow.js, jax-js and PyTorch: the same work on the same values, gradients compared first.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { duration } from '../../experiments/harness/format.js';
import { provenance } from '../../experiments/harness/provenance.js';
import { appendResult, removeResults } from '../../experiments/harness/results.js';
import { commands, contestants, type PeerName, peerNames } from './contestants.js';
import { measureRoof } from './limits.js';
import { Peer } from './peer.js';
import { type Measured, type Peers, run } from './race.js';
import { type Race, races } from './races.js';
import { raceTable, targetTable } from './show.js';
import { drawSizes, everySize, fewSizes, panelsOf, sweep } from './sizes.js';
import { verdicts } from './targets.js';

const command = new Command('npm run bench:peers --')
  .description(
    'Times gradients of recurrent networks beside TensorFlow.js, jax-js (npm run peers) and PyTorch (python3 with ' +
      'torch; SUBLINEAR_PYTHON names another), side by side, in rounds, and says which targets are met. Who is not ' +
      'installed is left out.',
  )
  .option('--out <folder>', 'where results go', join('bench', 'results', 'peers'))
  .option('--rounds <n>', 'rounds of each race; who is slow takes part in three, or one', wholeNumber)
  .option('--only <text>', 'only races whose name has this in it', '')
  .option('--peers <names>', `some of ${peerNames.join(',')}; builtin is always one`, namesOfPeers, peerNames)
  .option('--sizes', 'draws times against length and hidden size instead')
  .option('--quick', 'with --sizes: few sizes, and few rounds')
  .allowExcessArguments(false)
  .parse();

const options = command.opts<{
  out: string;
  rounds?: number;
  only: string;
  peers: readonly PeerName[];
  sizes?: true;
  quick?: true;
}>();

const folder = resolve(options.out);
const origin = provenance();
process.exitCode = await main();

async function main(): Promise<number> {
  const startMs = performance.now();
  const scratch = mkdtempSync(join(tmpdir(), 'sublinear-peers-'));
  const peers = await startPeers();
  try {
    const failures = options.sizes ? await drawAll(peers, scratch) : await raceAll(peers, scratch);
    for (const failure of failures) console.error(failure);
    console.log(`took ${duration(performance.now() - startMs)}`);
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

/** Every race, and then the targets; what failed. */
async function raceAll(peers: Peers, scratch: string): Promise<readonly string[]> {
  const lines = join(folder, 'races.jsonl');
  removeResults(lines);
  const results = new Map<string, readonly Measured[]>();
  const failures: string[] = [];
  for (const race of races.filter(({ name }) => name.includes(options.only))) {
    const outcome = await run(race, { peers, rounds: options.rounds ?? 9, scratch });
    results.set(race.name, outcome.measured);
    failures.push(...outcome.failures, ...outcome.tooSlow);
    for (const each of outcome.measured) keep(lines, race, each, peers);
    console.log(`${raceTable(race, outcome.measured)}\n`);
  }
  const found = verdicts(results);
  if (found.length > 0) console.log(`${targetTable(found, measureRoof())}\n`);
  return failures;
}

/** The figure; what failed, but not who was too slow. */
async function drawAll(peers: Peers, scratch: string): Promise<readonly string[]> {
  const lines = join(folder, 'sizes.jsonl');
  removeResults(lines);
  const panels = panelsOf(options.quick ? fewSizes : everySize);
  const { points, dropped, failures } = await sweep(panels, {
    peers,
    rounds: options.rounds ?? (options.quick ? 3 : 7),
    scratch,
    onPoint: ({ race, measured }) => {
      for (const each of measured) keep(lines, race, each, peers);
      console.log(`${raceTable(race, measured)}\n`);
    },
  });
  for (const sentence of dropped) console.log(sentence);
  const { png } = await drawSizes(join(folder, 'sizes'), points);
  console.log(`${png}, and .svg, .vl.json and .jsonl beside it`);
  return failures;
}

function keep(lines: string, race: Race, measured: Measured, peers: Peers): void {
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
