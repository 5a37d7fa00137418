import { adapt, type Report } from '../../src/adapters/tfjs.js';
import { conforms } from './conformance.js';
import { announce } from './support/announce.js';
import { type ElmanLeaf, elman } from './support/elman.js';
import { type Tensor, type TensorFlow, tensorFlow } from './support/tensorflow.js';

type Leaves = Record<ElmanLeaf, Tensor>;

const tf = await tensorFlow('cpu');

announce(tf);

if (tf !== undefined) conformsIn(tf);

function conformsIn(tf: TensorFlow): void {
  const { scan } = adapt(tf);
  conforms({
    name: 'TensorFlow.js',
    live: () => tf.memory(),
    gradient: ({ extent, strategy, onRun }) => {
      const found: Report[] = [];
      const step = ({ W, U, b }: Omit<Leaves, 'h' | 'x'>, h: Tensor, x: Tensor) => {
        onRun?.();
        return { state: cell({ W, U, b, h, x }) };
      };
      const numbers = gradients(extent, ({ W, U, b, h, x }) => {
        const onReport = (report: Report): void => void found.push(report);
        const options = { parameters: { W, U, b }, state: h, inputs: x, strategy, onReport };
        return scan(step, options).state;
      });
      return { numbers, counts: found[0]! };
    },
    plain: (extent) =>
      gradients(extent, ({ W, U, b, h, x }) =>
        tf.unstack(x).reduce((state, row) => cell({ W, U, b, h: state, x: row }), h),
      ),
  });

  /** Of the sum of the squares of the last state, by all leaves. */
  function gradients(extent: number, last: (leaves: Leaves) => Tensor): number[] {
    const chain = elman(extent);
    return tf.tidy(() => {
      const leaves = Object.values(chain).map(({ values, shape }) => tf.tensor([...values], shape));
      const loss = (...given: Tensor[]): Tensor => {
        const [W, U, b, h, x] = given;
        return tf.sum(tf.square(last({ W: W!, U: U!, b: b!, h: h!, x: x! })));
      };
      return tf
        .grads(loss)(leaves)
        .flatMap((gradient) => [...gradient.dataSync()]);
    });
  }

  function cell({ W, U, b, h, x }: Leaves): Tensor {
    return tf.tanh(tf.add(tf.add(tf.matMul(h, W), tf.matMul(x, U)), b));
  }
}
