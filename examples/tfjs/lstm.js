// A character LSTM as one writes it in TensorFlow.js: its weights, and one step of it. Node and the page share it.

/** Weights as variables. */
export function newWeights(tf, { hidden, vocabulary }) {
  const variable = (shape, seed) => {
    const initial = tf.randomNormal(shape, 0, shape[0] ** -0.5, 'float32', seed);
    return tf.tidy(() => tf.variable(initial));
  };
  return tf.tidy(() => ({
    input: variable([vocabulary, 4 * hidden], 1),
    recurrent: variable([hidden, 4 * hidden], 2),
    bias: tf.variable(tf.zeros([4 * hidden])),
    readOut: variable([hidden, vocabulary], 3),
  }));
}

export function zeroState(tf, { batch, hidden }) {
  return { h: tf.zeros([batch, hidden]), c: tf.zeros([batch, hidden]) };
}

/** One step: reads a character of every text in the batch, and pays for what it thought the next one would be. */
export function lstmStep(tf) {
  return (weights, { h, c }, { character, next }) => {
    const [, hidden] = h.shape;
    const [vocabulary] = weights.input.shape;
    const read = tf.matMul(tf.oneHot(character, vocabulary).toFloat(), weights.input);
    const gates = tf.add(tf.add(read, tf.matMul(h, weights.recurrent)), weights.bias);
    const gate = (place) => tf.slice(gates, [0, place * hidden], [-1, hidden]);
    const cell = tf.add(tf.mul(tf.sigmoid(gate(0)), c), tf.mul(tf.sigmoid(gate(1)), tf.tanh(gate(2))));
    const state = { h: tf.mul(tf.sigmoid(gate(3)), tf.tanh(cell)), c: cell };
    const guess = tf.matMul(state.h, weights.readOut);
    return { state, output: tf.losses.softmaxCrossEntropy(tf.oneHot(next, vocabulary), guess) };
  };
}
