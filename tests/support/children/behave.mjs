// A measuring script for the tests of the harness: does what its argument says.
import { writeSync } from 'node:fs';

const { behaviour, value, delayMs = 0, pidTo } = JSON.parse(process.argv[2]);
if (pidTo !== undefined) (await import('node:fs')).writeFileSync(pidTo, String(process.pid));
await new Promise((resolve) => setTimeout(resolve, delayMs));

const behaviours = {
  answer: () => console.log(`some output\n${JSON.stringify({ value, gc: typeof globalThis.gc })}\n`),
  echo: () => console.log(JSON.stringify(value)),
  throw: () => {
    throw new Error(value);
  },
  exit: () => process.exit(value),
  signal: () => process.kill(process.pid, value),
  garbage: () => console.log(value),
  silence: () => {},
  hang: () => setInterval(() => {}, 1000),
  chatter: () => {
    for (let line = 0; line < 100; line += 1) writeSync(2, `line ${line}\n`);
    process.exit(3);
  },
  fill: () => {
    const kept = [];
    for (;;) kept.push(new Array(100_000).fill(kept.length));
  },
  buffer: () => new WebAssembly.Memory({ initial: 65536 }) && new ArrayBuffer(2 ** 52),
};
behaviours[behaviour]();
