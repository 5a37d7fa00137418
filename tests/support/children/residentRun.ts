// One gradient of a wide network in a process of its own; prints the ledger's peak and the process's.
import {
  add,
  empty,
  mean,
  multiply,
  normal,
  randomStream,
  revolve,
  scan,
  square,
  storeAll,
  Tape,
  type Tensor,
  tanh,
  tidy,
} from 'sublinear';

interface Question {
  readonly strategy: 'storeAll' | 'revolve';
  readonly steps: number;
  readonly batch: number;
  readonly hidden: number;
  readonly slots: number;
}

const question: Question = JSON.parse(process.argv[2] ?? 'null');
// Compiles what a run needs, so that only its memory is left to differ.
const warm = gradient({ ...question, steps: 4, batch: 2, hidden: 8, slots: 2 });
const ledgerPeak = process.argv[3] === 'empty' ? warm : gradient(question);
console.log(JSON.stringify({ ledgerPeak, residentPeak: 1024 * process.resourceUsage().maxRSS }));

function gradient({ strategy, steps, batch, hidden, slots }: Question): number {
  return tidy(() => {
    const stream = randomStream('resident');
    // As much memory as a wide network takes, and little work.
    const parameters = {
      w: normal([hidden], { key: stream.key() }),
      b: normal([hidden], { key: stream.key(), deviation: 0.1 }),
    };
    const state = normal([batch, hidden], { key: stream.key() });
    const inputs = { extent: steps, at: () => empty };
    const step = ({ w, b }: typeof parameters, h: Tensor) => ({ state: tanh(add(multiply(h, w), b)) });
    const loss = (p: typeof parameters): Tensor =>
      mean(square(scan(step, { parameters: p, state, inputs }).state));
    const tape = new Tape({ strategy: strategy === 'storeAll' ? storeAll() : revolve({ slots }) });
    return tape.gradient(loss, parameters).report.peakBytes;
  });
}
