export { adam } from './adam.js';
export { clipByGlobalNorm } from './clip.js';
export type { Optimiser } from './optimiser.js';
export { sgd } from './sgd.js';
