import { adapt, type Report } from '../../src/adapters/jaxJs.js';
import { conforms } from './conformance.js';
import { type Arr, announceJaxJs, type Jax, jaxJs, type Memory } from './jaxJsSupport.js';
import { type ElmanLeaf, elman } from './support/elman.js';

const found = await jaxJs();

announceJaxJs(found);

if (found !== undefined) conformsIn(found);

function conformsIn({ jax, memory }: { jax: Jax; memory: Memory }): void {
  const { numpy: np } = jax;
  const { scan } = adapt(jax);
  let onCall: (() => void) | undefined;

  type Parameters = { W: Arr; U: Arr; b: Arr };
  const step = ({ W, U, b }: Parameters, h: Arr, x: Arr): { state: Arr } => ({
    state: np.tanh(np.matmul(h, W).add(np.matmul(x, U)).add(b)),
  });

  conforms({
    name: 'jax-js',
    live: () => ({ bytes: memory.bytes, count: memory.count }),
    gradient: ({ extent, strategy, onRun }) => {
      onCall = onRun;
      const reports: Report[] = [];
      const { W, U, b, h, x } = leaves(extent);
      const rows = x.dataSync();
      // A compiled step does not run as JavaScript: its inputs do, once whenever it runs forward or backward.
      const at = (index: number): Arr => {
        onCall?.();
        return np.array(rows.subarray(6 * index, 6 * index + 6), { shape: [3, 2] });
      };
      const { state, pullback } = scan(step, {
        parameters: { W, U, b },
        state: h,
        inputs: { extent, at },
        strategy,
        inputGradient: true,
        onReport: (report) => reports.push(report),
      });
      const gradients = pullback({ state: state.mul(2) });
      const { parameters: p } = gradients;
      const all = [p.W, p.U, p.b, gradients.state, ...(extent === 0 ? [] : [gradients.inputs])];
      return { numbers: all.flatMap((each) => [...each.dataSync()]), counts: reports[0]! };
    },
    plain: (extent) => {
      const loss = (W: Arr, U: Arr, b: Arr, h: Arr, x: Arr): Arr => {
        let state = h;
        for (let index = 0; index < extent; index += 1)
          state = step({ W: W.ref, U: U.ref, b: b.ref }, state, x.ref.slice(index)).state;
        for (const each of [W, U, b, x]) each.dispose();
        return np.square(state).sum();
      };
      const { W, U, b, h, x } = leaves(extent);
      const gradients = jax.grad(loss, { argnums: [0, 1, 2, 3, 4] })(W, U, b, h, x);
      return gradients.flatMap((each) => [...each.dataSync()]);
    },
    // Of float32: compiled steps multiply and add in one, and sum in another order.
    tolerance: 1e-5,
  });

  function leaves(extent: number): Record<ElmanLeaf, Arr> {
    const made = Object.entries(elman(extent)).map(([name, { values, shape }]) => [
      name,
      extent === 0 && name === 'x' ? np.zeros([1]) : np.array(Float32Array.from(values), { shape }),
    ]);
    return Object.fromEntries(made);
  }
}
