// Starts a child that hangs, and waits for it: the test ends this process and looks what becomes of the child.
import { runChild } from '../../../experiments/harness/child.js';

const script = new URL('./behave.mjs', import.meta.url);
await runChild({
  script,
  argument: { behaviour: 'hang', pidTo: process.argv[2] },
  timeoutMs: 60_000,
});
