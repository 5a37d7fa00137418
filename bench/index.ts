import { checkCost } from './checkCost.js';
import { kernels } from './kernels.js';
import { mixedBudget } from './mixedBudget.js';
import { nativeProduct } from './nativeProduct.js';
import { planning } from './planning.js';
import { randomizedSweep } from './randomizedSweep.js';
import { revolveTime } from './revolveTime.js';
import { scheduleStreams } from './scheduleStreams.js';
import { tapeOverhead } from './tapeOverhead.js';

await kernels();
await tapeOverhead();
await nativeProduct();
await mixedBudget();
await revolveTime();
await checkCost();
await randomizedSweep();
await planning();
await scheduleStreams();
