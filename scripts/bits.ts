// Writes tests/bits.json: digests of what a fixed set of programs gives. It refuses to where one changed and the version of
// the bits did not.
import { readFileSync, writeFileSync } from 'node:fs';
import { bitsVersion } from '../src/index.js';
import { accepted, digestsNow, type GoldenBits } from '../tests/support/bits.js';

const path = new URL('../tests/bits.json', import.meta.url);
const before: GoldenBits = JSON.parse(readFileSync(path, 'utf8'));
const now = accepted(before, { bitsVersion, digests: digestsNow() });
writeFileSync(path, `${JSON.stringify(now, null, 2)}\n`);
