import { fileURLToPath } from 'node:url';
import { commands, type PeerName, peerNames } from '../../../bench/peers/contestants.js';
import { type Command, Peer } from '../../../bench/peers/peer.js';

const script = fileURLToPath(new URL('children/acts.mjs', import.meta.url));

/** A peer that does as it is told; see the script. */
export const acts = (act: string, ...words: readonly string[]): Command => ({
  file: process.execPath,
  words: [script, act, ...words],
});

/** Those that can run here, or the reason why not; this project from its source instead of the built package. */
export async function startInstalled(
  names: readonly PeerName[] = peerNames,
): Promise<ReadonlyMap<PeerName, Peer | string>> {
  const found = new Map<PeerName, Peer | string>();
  for (const name of names) found.set(name, await Peer.start(name, commands[name].map(onSource)));
  return found;
}

function onSource({ environment = {}, ...command }: Command): Command {
  const TSX_TSCONFIG_PATH = fileURLToPath(new URL('../../../tsconfig.json', import.meta.url));
  const isOurs = 'TSX_TSCONFIG_PATH' in environment;
  return { ...command, environment: isOurs ? { ...environment, TSX_TSCONFIG_PATH } : environment };
}
