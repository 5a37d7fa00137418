import type { Writer } from '../../src/command/writeWhole.js';

/** Of all that goes into the folder of results. */
export const results: Writer = {
  where: 'results',
  advice: 'give a folder that can, with --out',
  makesFolders: true,
};
