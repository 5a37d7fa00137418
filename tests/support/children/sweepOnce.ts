// Sweeps one experiment of the tests' registry, as a command would, and prints what it came to.
import type { AnyExperiment } from '../../../experiments/experiment.js';
import { sweep } from '../../../experiments/harness/sweep.js';
import { experiments } from './registry.js';

const [id = '', folder = ''] = process.argv.slice(2);
const found: AnyExperiment = experiments.find((each) => each.id === id)!;
const registry = new URL('./registry.ts', import.meta.url);
const { measured, stoppedBy } = await sweep(found, { mode: 'quick', folder, registry, atOnce: 1 });
console.log(JSON.stringify({ measured, stoppedBy }));
