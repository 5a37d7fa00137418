import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Chromium, chromiumPath, type Page } from '../support/chromium.js';
import { announce } from './support/announce.js';
import { Project } from './support/project.js';
import { tensorFlow } from './support/tensorflow.js';

const tf = await tensorFlow('wasm');

announce(tf);

describe.runIf(tf)('the example of TensorFlow.js', () => {
  let project: Project;
  let server: ChildProcess;
  let address = '';

  beforeAll(async () => {
    project = await Project.of('tfjs');
    server = spawn(process.execPath, ['serve.js', '0'], {
      cwd: project.folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(server.stdout!, 'data');
    address = String(line).trim();
  });

  afterAll(() => {
    server.kill();
    project[Symbol.dispose]();
  });

  test('has the same losses before and after, to the last digit, in a tenth of the memory', () => {
    const [before, after] = ['before.js', 'after.js'].map((file) =>
      rowsOf(project.run(file, '64', '3', '32')),
    );
    expect(before!.map(({ loss }) => loss)).toEqual(after!.map(({ loss }) => loss));
    expect(before!.at(-1)!.loss).toBeLessThan(before![0]!.loss);
    expect(after!.at(-1)!.peak).toBeLessThan(before!.at(-1)!.peak / 10);
  });

  test('the page of the adapters says what runs', () => {
    const page = readFileSync(new URL('../../docs/adapters.md', import.meta.url), 'utf8');
    const [, code = ''] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
    const around = `
      const variable = (shape) => tf.variable(tf.randomNormal(shape, 0, 0.3, 'float32', 1));
      const [W, U, b] = [variable([4, 4]), variable([2, 4]), variable([4])];
      const [h0, x] = [tf.zeros([3, 4]), tf.ones([50, 3, 2])];
      const optimizer = tf.train.adam(0.1);`;
    const lastImport = code.lastIndexOf('import ');
    const start = code.indexOf('\n', lastImport);
    const more =
      'console.log(loss().dataSync()[0]); for (let i = 0; i < 5; i += 1) optimizer.minimize(loss);';
    const program = `${code.slice(0, start)}${around}${code.slice(start)}${more} console.log(loss().dataSync()[0]);`;
    writeFileSync(join(project.folder, 'page.mjs'), program);
    const [before, after] = project.run('page.mjs').trim().split('\n').slice(-2).map(Number);
    expect(before).toBeGreaterThan(0);
    expect(after).toBeLessThan(before!);
  });

  test('differs by a few lines', () => {
    const [before, after] = ['before.js', 'after.js'].map((file) => linesOf(project.folder, file));
    const added = after!.filter((line) => !before!.includes(line));
    expect(added.length).toBeLessThanOrEqual(6);
  });

  const pages = test.runIf(hasChromium());
  if (!hasChromium()) test('the page is not tested here: there is no Chromium', () => {});

  pages.each(['wasm', 'webgl'])(
    'trains on a page on %s, shows it live, and stops when it is told to',
    async (backend) => {
      await using browser = await new Chromium();
      const page = await browser.newPage();
      await page.open(`${address}/?backend=${backend}`);
      await until(page, "document.body.dataset.state === 'ready'");
      expect(await shown(page, 'backend')).toBe(backend);
      const way = async (name: string, iterations: number): Promise<Record<'loss' | 'peak', string>> => {
        await page.evaluate(
          `form.way.value = '${name}', form.steps.value = 32, form.hidden.value = 16, form.start.click()`,
        );
        await until(page, `Number(iterations.textContent) >= ${iterations} || message.textContent !== ''`);
        const found = { loss: await shown(page, 'loss'), peak: await shown(page, 'peak') };
        await page.evaluate('form.stop.click()');
        await until(page, "document.body.dataset.state === 'ready'");
        expect(await shown(page, 'message')).toBe('');
        expect(await shown(page, 'live')).toBe('0.00 MiB in 0 tensors');
        return found;
      };
      const [plain, ours] = [await way('plain', 2), await way('periodic', 2)];
      expect(Number.parseFloat(ours.peak)).toBeLessThan(Number.parseFloat(plain.peak) / 2);
      expect(Number(ours.loss)).toBeGreaterThan(0);
      expect(page.logged.filter((line) => /^(error|exception)/.test(line))).toEqual([]);
      expect(page.requested.filter((url) => !url.startsWith(address) && !url.startsWith('data:'))).toEqual(
        [],
      );
    },
  );
});

function hasChromium(): boolean {
  try {
    chromiumPath();
    return true;
  } catch {
    return false;
  }
}

function rowsOf(printed: string): { readonly loss: number; readonly peak: number }[] {
  const rows = [...printed.matchAll(/^\d+ loss (\S+) peak (\S+) MiB/gm)];
  expect(rows.length).toBe(3);
  return rows.map(([, loss, peak]) => ({ loss: Number(loss), peak: Number(peak) }));
}

function linesOf(folder: string, file: string): string[] {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '' && !line.startsWith('//'));
}

async function shown(page: Page, id: string): Promise<string> {
  return await page.evaluate(`document.getElementById('${id}').textContent`);
}

async function until(page: Page, condition: string): Promise<void> {
  const ends = Date.now() + 40_000;
  while (!(await page.evaluate<boolean>(condition))) {
    if (Date.now() > ends)
      throw new Error(`the page is not there after 40 s: ${condition}; ${page.logged.join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
