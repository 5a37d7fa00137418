// Fails as a measurement does that needs more bytes than its arena allows.
import { answer } from '../../../experiments/harness/answer.js';
import { BudgetError } from '../../../src/errors.js';

await answer(() => {
  throw new BudgetError('arena: 64 bytes were asked for', { live: 0, asked: 64, limit: 32 });
});
