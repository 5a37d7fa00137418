import { describe, expect, test } from 'vitest';
import { jaxJs } from './jaxJsSupport.js';
import { Project } from './support/project.js';

const found = await jaxJs();

describe.runIf(found !== undefined)('the example of jax-js', () => {
  test('learns from text, as a user would install it', async () => {
    using project = await Project.of('jax-js');
    const lines = project.run('train.js', '64', '12', '32').trim().split('\n');
    const losses = lines.map((line) => Number(/loss (\S+)/.exec(line)?.[1]));
    expect(losses.length).toBe(12);
    // It begins by knowing nothing of about 60 characters.
    expect(losses[0]).toBeGreaterThan(3.5);
    expect(losses.at(-1)).toBeLessThan(losses[0]! - 0.4);
  });
});
