export { exact, type Keep, type Kept } from '../tape/keep.js';
export { combine } from './combine.js';
