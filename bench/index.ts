import { checkCost } from './checkCost.js';
import { mixedBudget } from './mixedBudget.js';
import { planning } from './planning.js';
import { scheduleStreams } from './scheduleStreams.js';
import { tapeOverhead } from './tapeOverhead.js';

await tapeOverhead();
await mixedBudget();
await checkCost();
await planning();
await scheduleStreams();
