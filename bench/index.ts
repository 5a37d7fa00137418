import { tapeOverhead } from './tapeOverhead.js';

await tapeOverhead();
