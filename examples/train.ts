import { adam, clipByGlobalNorm, randomStream, revolve, Tape, tensor, tidy } from 'sublinear';
import { irnn } from '../experiments/models/irnn.js';
import { classification, readOut } from '../experiments/models/readOut.js';
import { sequentialMnist } from '../experiments/tasks/sequentialMnist.js';

const sizes = { inputs: 1, hidden: 100 };
const stream = randomStream('a training loop');
const parameters = {
  cell: irnn.parameters(stream, sizes),
  readOut: readOut(stream, { hidden: 100, classes: 10 }),
};
const task = sequentialMnist({ batchSize: 50, seed: 'a training loop' });
const optimiser = adam({ rate: 1e-4 });
const tape = new Tape({ strategy: revolve({ slots: 16 }) });

for (let iteration = 0; iteration < 5; iteration += 1) {
  const { images, labels } = task.batch(iteration);
  tidy(() => {
    const inputs = tensor(images.values, { shape: images.shape }); // [784, 50, 1], a pixel a step
    const loss = classification(irnn, sizes, { inputs, labels: tensor(labels.values) });
    const { value, gradient, report } = tape.gradient(loss, parameters);
    clipByGlobalNorm(gradient, 1);
    optimiser.update(parameters, gradient); // in place; the gradient is consumed
    console.log(value.item(), report.peakBytes);
  });
}
