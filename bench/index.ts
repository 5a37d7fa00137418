import { scheduleStreams } from './scheduleStreams.js';
import { tapeOverhead } from './tapeOverhead.js';

await tapeOverhead();
await scheduleStreams();
