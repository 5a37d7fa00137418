// The same losses to the bit, with a snapshot every 16 steps: steps run again when their gradient is needed.
import * as tf from '@tensorflow/tfjs';
import { periodic } from 'sublinear/checkpoint';
import { adapt } from 'sublinear/tfjs';
import { lstmStep, newWeights, zeroState } from './lstm.js';
import { sizes, train, vocabulary } from './node.js';

const { scan } = adapt(tf);
const weights = newWeights(tf, { ...sizes, vocabulary: vocabulary.length });
const step = lstmStep(tf);

train(weights, (inputs) => {
  const options = { inputs, outputs: 'sum', strategy: periodic({ every: 16 }) };
  const { outputs: total } = scan(step, { parameters: weights, state: zeroState(tf, sizes), ...options });
  return tf.div(total, sizes.steps);
});
