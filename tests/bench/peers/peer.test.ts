import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Peer, TooSlow } from '../../../bench/peers/peer.js';
import { acts } from './installed.js';

const folder = mkdtempSync(join(tmpdir(), 'peer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const work = {
  steps: 1,
  batch: 1,
  hidden: 1,
  inputs: 1,
  cell: 'RNN',
  way: 'all',
  values: folder,
} as const;
const file = join(folder, 'gradient.f64');

async function started(act: string): Promise<Peer> {
  const peer = await Peer.start('one', [acts(act, join(folder, 'once'))]);
  if (typeof peer === 'string') throw new Error(peer);
  return peer;
}

describe('start', () => {
  test('reads the versions behind greetings of the library', async () => {
    using peer = await started('works');
    expect(peer.versions).toEqual({ library: '1.2' });
  });

  test('takes the first command that works', async () => {
    const peer = await Peer.start('one', [acts('absent'), acts('dies'), acts('works'), acts('absent')]);
    expect(peer).toBeInstanceOf(Peer);
    if (peer instanceof Peer) peer[Symbol.dispose]();
  });

  test.each([
    ['that says so', [acts('absent')], 'it is not installed'],
    ['that dies', [acts('absent'), acts('dies')], 'its process ended by exit code 3'],
    ['without a command', [], 'there is no command for it'],
    ['whose program is not there', [{ file: 'no-such-python', words: [] }], 'spawn no-such-python ENOENT'],
  ])('of a peer %s gives the reason', async (_, commands, reason) => {
    expect(await Peer.start('one', commands)).toBe(reason);
  });
});

describe('a peer', () => {
  test('says the milliseconds of as many runs as were asked for', async () => {
    using peer = await started('works');
    await peer.prepare(work, file);
    expect(await peer.time('all', 3)).toEqual([2.5, 2.5, 2.5]);
    await peer.forget();
  });

  test.each([
    ['fails', 'one: prepare: no memory is left'],
    ['stops', 'one: prepare: its process ended by exit code 4'],
    ['mumbles', `one: prepare: it said '{"kind":"don'; a line of the protocol is needed`],
  ])('that %s throws', async (act, message) => {
    using peer = await started(act);
    await expect(peer.prepare(work, file)).rejects.toThrow(new Error(message));
  });

  test('that is silent is ended, and a new one takes the next work', async () => {
    using peer = await started('is silent once');
    // Long enough for it to have left its mark before it is ended.
    await expect(peer.prepare(work, file, 1500)).rejects.toBeInstanceOf(TooSlow);
    await peer.prepare(work, file);
    expect(await peer.time('all', 1)).toEqual([2.5]);
  });

  test('that takes too long says so', async () => {
    using peer = await started('is silent');
    const late = peer.prepare(work, file, 200);
    await expect(late).rejects.toBeInstanceOf(TooSlow);
    await expect(late).rejects.toThrow('one: prepare: it said nothing for 0.2 s');
    await expect(peer.time('all', 1)).rejects.toThrow('it said nothing for 0.2 s');
    await expect(peer.forget()).resolves.toBeUndefined();
  });
});
