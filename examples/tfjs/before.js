// Plain TensorFlow.js: the loss of every step is added up, and the tape keeps all of it.
import * as tf from '@tensorflow/tfjs';
import { lstmStep, newWeights, zeroState } from './lstm.js';
import { sizes, train, vocabulary } from './node.js';

const weights = newWeights(tf, { ...sizes, vocabulary: vocabulary.length });
const step = lstmStep(tf);

train(weights, (inputs) => {
  let [state, total] = [zeroState(tf, sizes), tf.scalar(0)];
  const [character, next] = [tf.unstack(inputs.character), tf.unstack(inputs.next)];
  for (let t = 0; t < sizes.steps; t += 1) {
    const result = step(weights, state, { character: character[t], next: next[t] });
    state = result.state;
    total = tf.add(total, result.output);
  }
  return tf.div(total, sizes.steps);
});
