import { experiments as baydin } from './baydin/index.js';
import { experiments as chen } from './chen/index.js';
import type { AnyExperiment } from './experiment.js';
import { experiments as griewankWalther } from './griewankWalther/index.js';
import { experiments as gruslys } from './gruslys/index.js';
import { experiments as ours } from './ours/index.js';
import { experiments as randomized } from './randomized/index.js';
import { experiments as siskindPearlmutter } from './siskindPearlmutter/index.js';

/** Every experiment, in the order in which they are shown: papers by year, then our own. */
export const experiments: readonly AnyExperiment[] = [
  ...griewankWalther,
  ...chen,
  ...gruslys,
  ...siskindPearlmutter,
  ...baydin,
  ...randomized,
  ...ours,
];
