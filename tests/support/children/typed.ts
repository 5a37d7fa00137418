// A measuring script in TypeScript, for the tests of the harness.
import { answer } from '../../../experiments/harness/answer.js';

await answer(({ factor }: { readonly factor: number }) => ({ product: factor * 2, infinite: 1 / 0 }));
