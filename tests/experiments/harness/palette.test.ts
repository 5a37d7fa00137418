import { expect, test } from 'vitest';
import { look } from '../../../experiments/harness/palette.js';

test('the first 56 series look different, and the first seven differ in colour and in shape', () => {
  const looks = Array.from({ length: 56 }, (_, place) => look(place));
  expect(new Set(looks.map(({ colour, shape }) => `${colour} ${shape}`)).size).toBe(56);
  const first = looks.slice(0, 7);
  expect(new Set(first.map(({ colour }) => colour)).size).toBe(7);
  expect(new Set(first.map(({ shape }) => shape)).size).toBe(7);
});

test('every colour stands out from white paper', () => {
  for (let place = 0; place < 8; place += 1) {
    // WCAG 2.1: 2 : 1 keeps a filled shape of this size visible on a pale print; Okabe and Ito's yellow has 1.3 : 1.
    expect(1.05 / (luminance(look(place).colour) + 0.05)).toBeGreaterThan(2);
  }
});

/** Relative luminance as WCAG 2.1 defines it. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
