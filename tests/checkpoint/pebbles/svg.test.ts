import { expect, test } from 'vitest';
import { bytesInWords } from '../../../src/checkpoint/pebbles/look.js';
import { element, escaped, label } from '../../../src/checkpoint/pebbles/svg.js';

test('elements are XML, their numbers to one decimal', () => {
  expect(element('line', { x1: 1 / 3, stroke: '"red"' })).toBe('<line x1="0.3" stroke="&quot;red&quot;"/>');
  expect(element('g', {}, element('path', { d: 'M0 0' }))).toBe('<g><path d="M0 0"/></g>');
  expect(label(1, 2, 'a<b')).toBe('<text x="1" y="2" text-anchor="middle">a&lt;b</text>');
});

test('what XML cannot hold is left out of a text', () => {
  expect(escaped('a\u0000b\u001fc\td\ud800e\uffff𝛽')).toBe('abc\tde𝛽');
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1 KiB'],
  [28_672, '28 KiB'],
  [1_500_000, '1.431 MiB'],
  [3 * 2 ** 40, '3 TiB'],
  [2 ** 52, '4096 TiB'],
])('%i bytes are written %s', (bytes, words) => {
  expect(bytesInWords(bytes)).toBe(words);
});
