import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const child = fileURLToPath(new URL('../support/children/forgetful.ts', import.meta.url));

test('the garbage collector frees what nobody can reach or disposed of, and what it frees is counted', () => {
  const output = execFileSync(process.execPath, ['--expose-gc', '--import', 'tsx', child], {
    encoding: 'utf8',
  });
  const { forgotten, afterwards, trained, moved, values, atEnd } = JSON.parse(output);
  // A tensor and a sum of 64 bytes each time, and the one that is kept.
  expect(forgotten).toEqual({ liveBytes: 64 + 50 * 2 * 64, collected: 0 });
  expect(afterwards).toEqual({ liveBytes: 64, collected: 100 });
  // A training loop leaves nothing to collect; what is kept, and a view of it, is as it was.
  expect(trained).toEqual(afterwards);
  expect(values).toEqual([1, 2, 3, 1, 2, 3]);
  // The one tensor that was kept, two aliases, and a parameter that moved away from its own and was forgotten.
  expect(moved).toEqual({
    liveBytes: 4 * 64,
    afterwards: { liveBytes: 3 * 64, collected: 101 },
    aliases: [1, 2],
  });
  expect(atEnd).toEqual({ liveBytes: 0, collected: 101 });
});
