export { exact, type Keep } from '../tape/keep.js';
export { combine } from './combine.js';
