// A peer that does as its first argument says.
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [, , act, file] = process.argv;
const say = (line) => process.stdout.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);

if (act === 'absent') {
  say({ kind: 'absent', reason: 'it is not installed' });
} else if (act === 'dies') {
  process.exit(3);
} else {
  say('Welcome to the library!');
  say({ kind: 'ready', versions: { library: '1.2' } });
  createInterface({ input: process.stdin }).on('line', (text) => obey(JSON.parse(text)));
}

function obey({ verb, gradient, iterations }) {
  if (verb === 'forget') return say({ kind: 'done' });
  if (verb === 'time') return say({ kind: 'timed', runs: Array.from({ length: iterations }, () => 2.5) });
  if (act === 'is silent') return;
  if (act === 'stops') process.exit(4);
  if (act === 'mumbles') return say('{"kind":"don');
  if (act === 'fails') return say({ kind: 'failed', reason: 'no memory is left' });
  if (act === 'is silent once' && file !== undefined) return once(gradient);
  if (act === 'is wrong') writeFileSync(gradient, new Uint8Array(new Float64Array(4000).fill(1).buffer));
  say({ kind: 'done' });
}

// Its next process finds the file of the one before.
function once(gradient) {
  try {
    writeFileSync(file, '', { flag: 'wx' });
  } catch {
    writeFileSync(gradient, '');
    say({ kind: 'done' });
  }
}
