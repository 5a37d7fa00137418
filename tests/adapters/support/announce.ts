import { expect, test } from 'vitest';
import type { TensorFlow } from './tensorflow.js';

/** A test that is always there, and says whether TensorFlow.js is tested here. */
export function announce(tf: TensorFlow | undefined): void {
  const isNeeded = process.env.SUBLINEAR_PEERS === 'needed';
  test(
    tf === undefined
      ? 'TensorFlow.js is not installed (npm run peers): its adapter is not tested here'
      : `TensorFlow.js ${tf.version.tfjs} is installed, and tested`,
    () => expect(tf !== undefined || !isNeeded).toBe(true),
  );
}
