import { expect, test } from 'vitest';
import { Pen } from '../../../src/checkpoint/pebbles/pen.js';

test('strokes that go on from one another are joined', () => {
  const pen = new Pen(0.1);
  pen.stroke({ x: 0, y: 0 }, { x: 1.26, y: 2 });
  pen.stroke({ x: 1.34, y: 2.04 }, { x: 4, y: 5 });
  pen.stroke({ x: 0, y: 5 }, { x: 4, y: 5 });
  expect(pen.path).toBe('M0 0L1.3 2L4 5M0 5L4 5');
});

test('what falls on the same points is drawn once', () => {
  const pen = new Pen(0.5);
  pen.stroke({ x: 0, y: 0 }, { x: 1, y: 1 });
  pen.stroke({ x: 0.1, y: 0.2 }, { x: 0.8, y: 1.1 });
  pen.shape([
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
  ]);
  pen.shape([
    { x: 0, y: 0 },
    { x: 1.1, y: 0 },
    { x: 1, y: 0.9 },
  ]);
  expect(pen.path).toBe('M0 0L1 1M0 0L1 0L1 1Z');
});
