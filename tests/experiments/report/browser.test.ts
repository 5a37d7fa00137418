// The page in a real browser: from a file, in both colour schemes, on a desk and on a phone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnyExperiment } from '../../../experiments/experiment.js';
import { page as written } from '../../../experiments/report/page.js';
import { experiments } from '../../support/children/figures.js';
import { Chromium, type Page } from '../../support/chromium.js';
import { findingsOf } from '../../support/findings.js';

const folder = mkdtempSync(join(tmpdir(), 'sublinear-page-'));
const url = pathToFileURL(join(folder, 'report.html')).href;
let browser: Chromium;
let page: Page;

beforeAll(async () => {
  const [doubled, mistaken] = experiments as readonly [AnyExperiment, AnyExperiment];
  const found = await findingsOf(join(folder, 'results'), [doubled, mistaken]);
  writeFileSync(join(folder, 'report.html'), written({ found, unmeasured: [] }));
  browser = new Chromium();
  page = await browser.newPage();
}, 60_000);
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

interface Box {
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The boxes of what a selector finds. */
function boxes(selector: string): Promise<readonly Box[]> {
  return page.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((each) => {
    const { left, top, right, bottom } = each.getBoundingClientRect();
    return { name: each.tagName + ' ' + each.textContent.trim().slice(0, 30), left, top, right, bottom };
  })`);
}

/** Pairs that share more than half a pixel in both directions. */
function overlaps(all: readonly Box[]): string[] {
  return all.flatMap((a, place) =>
    all.slice(place + 1).flatMap((b) => {
      const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      return width > 0.5 && height > 0.5 ? [`${a.name} and ${b.name}`] : [];
    }),
  );
}

describe.each([1280, 375])('at a width of %i', (width) => {
  describe.each(['light', 'dark'] as const)('in a %s system', (scheme) => {
    beforeAll(async () => {
      await page.resize(width, 900);
      await page.prefer(scheme);
      page.logged.length = 0;
      page.requested.length = 0;
      await page.open(url);
    });

    test('logs nothing and asks for no other file', () => {
      expect(page.logged).toEqual([]);
      expect(page.requested.filter((each) => !each.startsWith('data:'))).toEqual([url]);
    });

    test('draws every figure', async () => {
      const drawn = await boxes('figure svg');
      expect(drawn).toHaveLength(2);
      for (const { left, right, top, bottom } of drawn) {
        expect(right - left).toBeGreaterThan(250);
        expect(bottom - top).toBeGreaterThan(150);
      }
      // Four points of two lines in each of two figures.
      const marks = await boxes('figure svg .mark-symbol path[role="graphics-symbol"]');
      expect(marks).toHaveLength(16);
      for (const { left, right, top, bottom } of marks) {
        expect(Math.min(right - left, bottom - top)).toBeGreaterThan(1);
      }
    });

    test('has nothing that overlaps, with all that can be unfolded', async () => {
      await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
      expect(
        overlaps(await boxes('h1, h2, h3, h4, p, summary, figure, .claims, nav .scroll, article > .scroll')),
      ).toEqual([]);
      for (const figure of ['first', 'second']) {
        expect(overlaps(await boxes(`#doubler-lines-${figure} svg text`))).toEqual([]);
      }
    });

    test('does not scroll sideways', async () => {
      const widths = '[document.documentElement.scrollWidth, document.body.scrollWidth]';
      for (const each of await page.evaluate<number[]>(widths)) expect(each).toBeLessThanOrEqual(width);
      const outside = await boxes('h1, h2, h3, h4, p, li, figcaption, .scroll');
      expect(outside.filter(({ left, right }) => left < 0 || right > width)).toEqual([]);
    });

    test('can be read: text and what is behind it differ', async () => {
      const colours = await page.evaluate<Record<string, number>>(contrasts);
      expect(Object.keys(colours).length).toBeGreaterThan(8);
      // WCAG 2.2, 1.4.3: at least 4.5 to 1 for text of this size.
      for (const [text, contrast] of Object.entries(colours))
        expect([text, contrast >= 4.5]).toEqual([text, true]);
    });
  });
});

test('shows the values of the mark that is pointed at', async () => {
  await page.resize(1280, 900);
  await page.open(url);
  await page.evaluate(`document.querySelector('#doubler-lines-second').scrollIntoView({ block: 'center' })`);
  // Scrolling is told on the next frame, and hides what was shown.
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  const [mark] = await boxes('#doubler-lines-second svg .mark-symbol path[role="graphics-symbol"]');
  await page.moveTo((mark!.left + mark!.right) / 2, (mark!.top + mark!.bottom) / 2);
  const shown = `[document.getElementById('value').hidden, document.getElementById('value').textContent]`;
  expect(await page.evaluate(shown)).toEqual([false, 'n: 1\nvalue: 2\nname: twice']);
  await page.moveTo(5, 5);
  expect((await page.evaluate<unknown[]>(shown))[0]).toBe(true);
});

test('every link within the page leads somewhere, and no name is used twice', async () => {
  const missing = `[...document.querySelectorAll('a[href^="#"]')].map((each) => each.getAttribute('href').slice(1))
    .filter((name) => document.getElementById(name) === null)`;
  expect(await page.evaluate(missing)).toEqual([]);
  const names = await page.evaluate<string[]>(
    `[...document.querySelectorAll('[id]')].map((each) => each.id)`,
  );
  expect(new Set(names).size).toBe(names.length);
});

/** The contrast of every kind of text on the page, by WCAG's formula. */
const contrasts = `(() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((each) => each / 255)
      .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (each) => {
    const colour = getComputedStyle(each).backgroundColor;
    return colour === 'rgba(0, 0, 0, 0)' ? behind(each.parentElement) : colour;
  };
  const found = {};
  for (const each of document.querySelectorAll('h1, h2, h3, p, th, td, a, summary, figcaption, .verdict, .pale, .failed')) {
    const [a, b] = [light(getComputedStyle(each).color), light(behind(each))].sort((x, y) => y - x);
    const name = each.tagName + '.' + each.className + ' in ' + (each.parentElement.className || each.parentElement.tagName);
    found[name] = Math.min(found[name] ?? Infinity, (a + 0.05) / (b + 0.05));
  }
  return found;
})()`;
