import { afterAll, describe, expect, test } from 'vitest';
import { leavesLike, missingIn, rebuilt, skeletonOf, type Tree } from '../../src/array/tree.js';
import { ChainError } from '../../src/errors.js';
import { empty, leavesOf, mapTree, pathsOf, Tensor, tensor } from '../../src/tape/index.js';

const [a, b, c] = [tensor(1), tensor([2]), tensor([[3]])];
const tree = { layers: [{ W: a, b }, c] };

afterAll(() => {
  for (const leaf of [a, b, c]) leaf.dispose();
});

test('leaves come in the order in which objects and lists have them, with their paths', () => {
  expect(leavesOf(tree)).toEqual([a, b, c]);
  expect(pathsOf(tree)).toEqual(['layers.0.W', 'layers.0.b', 'layers.1']);
  expect([leavesOf(a), pathsOf(a)]).toEqual([[a], ['']]);
  expect([leavesOf(empty), leavesOf([]), pathsOf([empty, []])]).toEqual([[], [], []]);
});

test('mapTree changes the leaves and keeps the form', () => {
  const paths: string[] = [];
  const shapes = mapTree(tree, (leaf, path) => {
    paths.push(path);
    return leaf === a ? b : leaf;
  });
  expect(shapes).toEqual({ layers: [{ W: b, b }, c] });
  expect(paths).toEqual(pathsOf(tree));
  expect(mapTree(a, () => c)).toBe(c);
});

test('rebuilt is the inverse of leavesOf', () => {
  const again = rebuilt(tree, leavesOf(tree));
  expect(again).toEqual(tree);
  expect(again.layers[0]).not.toBe(tree.layers[0]);
  expect(rebuilt(tree, [c, b, a])).toEqual({ layers: [{ W: c, b }, a] });
});

describe('leavesLike', () => {
  test('goes by names, whatever their order', () => {
    expect(leavesLike({ q: a, p: b }, { p: c, q: c })).toEqual([b, a]);
    expect(leavesLike([a, b], [c, c])).toEqual([a, b]);
    expect(leavesLike(a, c)).toEqual([a]);
  });

  test('takes null, undefined and a name less for the same', () => {
    expect(leavesLike({ p: a, q: null }, { q: undefined, p: c })).toEqual([a]);
    expect(leavesLike({ p: a }, { p: c, q: null })).toEqual([a]);
    expect(leavesLike([null, a], [undefined, c])).toEqual([a]);
  });

  test.each<[string, Tree, Tree]>([
    ['a name too many', { p: a, q: b }, { p: a }],
    ['a name too few', { p: a }, { p: a, q: b }],
    ['another name', { p: a }, { q: a }],
    ['another length', [a], [a, b]],
    ['a tensor for a list', a, [a]],
    ['a list for a tensor', [a], a],
    ['a list for an object', [a], { p: a }],
    ['a difference further in', { p: [a, { r: b }] }, { p: [a, { s: b }] }],
    ['nothing for a tensor', { p: null }, { p: a }],
    ['a tensor for nothing', { p: a }, { p: undefined }],
    ['a name with nothing too many', { p: a, q: null }, { p: a }],
    ['nothing for an object', [undefined], [{}]],
  ])('finds none for %s', (_title, given, like) => {
    expect(leavesLike(given, like)).toBeUndefined();
  });
});

test('a skeleton has the form and the dtypes, and no entries', () => {
  const skeleton = skeletonOf(tree);
  expect(pathsOf(skeleton)).toEqual(pathsOf(tree));
  for (const leaf of leavesOf(skeleton)) expect(String(leaf)).toBe('float32 [0]');
  for (const leaf of leavesOf(skeleton)) expect(leaf.block).toBeUndefined();
});

test('null and undefined are nothing, and stay where they are', () => {
  const sparse = { W: a, bias: null, heads: [undefined, { W: b, mask: undefined }, null] };
  expect([leavesOf(sparse), pathsOf(sparse)]).toEqual([
    [a, b],
    ['W', 'heads.1.W'],
  ]);
  const other = { W: c, bias: null, heads: [undefined, { W: a, mask: undefined }, null] };
  expect(rebuilt(sparse, [c, a])).toStrictEqual(other);
  const swapped = mapTree(sparse, (leaf) => (leaf === a ? c : a));
  expect(swapped).toStrictEqual(other);
  // What it is, is known to the compiler too.
  const nothing: null = swapped.bias;
  expect(nothing).toBeNull();
});

test.each<[string, Tree, Tree, string | undefined]>([
  ['nothing for a tensor', { p: { q: null } }, { p: { q: a } }, 'p.q'],
  ['nothing under a name that the other lacks', { p: a, q: undefined }, { p: a }, 'q'],
  ['nothing in a list', [a, null], [a, a], '1'],
  ['nothing in a list that is longer', { p: [[a], null] }, { p: [[a]] }, 'p.1'],
  ['nothing where the other has nothing', { p: a, q: null }, { p: a, q: undefined }, undefined],
  ['no name', { p: a }, { p: a, q: a }, undefined],
])('missingIn finds %s', (_title, tree, like, path) => {
  expect(missingIn(tree, like)).toBe(path);
});

class Cell {
  readonly w = a;
  forward(): Tensor {
    return this.w;
  }
}

const tensorOfAnother = new (class Tensor {
  readonly shape = [2];
  readonly dtype = 'float32';
})();
const around: { inner?: object } = {};
around.inner = around;
const is = 'a tensor, or a plain object or list of tensors, is needed';

test.each<[string, unknown, string]>([
  ['a number', { p: [1] }, `.p.0 is 1; ${is}: make one of it`],
  ['a boolean', { p: true }, `.p is true; ${is}: keep what is none out of the tree`],
  ['a string', 'x', ` is 'x'; ${is}: keep what is none out of the tree`],
  ['a long string', ['x'.repeat(70)], `.0 is '${'x'.repeat(60)}…'; ${is}: keep what is none out of the tree`],
  ['a function', { f: () => a }, `.f is a function; ${is}: keep what is none out of the tree`],
  ['null', null, ` is null; ${is}`],
  ['undefined', undefined, ` is undefined; ${is}`],
  [
    'an instance',
    { cell: new Cell() },
    `.cell is a Cell; ${is}: collect its tensors in one, such as { w: cell.w }`,
  ],
  ['a Map', { m: new Map([['w', a]]) }, `.m is a Map; ${is}: collect its tensors in one`],
  ['a date', new Date(0), ` is a Date; ${is}: collect its tensors in one`],
  ['an array of numbers', { d: new Float32Array(2) }, `.d is a Float32Array; ${is}: make one of it`],
  [
    'a promise',
    [Promise.resolve(a)],
    `.0 is a promise; ${is}: wait for it before, a step cannot be asynchronous`,
  ],
  [
    "another library's tensor",
    { w: tensorOfAnother },
    `.w is a tensor float32 [2]; ${is}: it is one of another library, or of another copy of this one`,
  ],
  [
    'what contains itself',
    around,
    '.inner.inner.inner is nested more than 100 deep; a tree that does not contain itself is needed',
  ],
])('%s is no tree, and the message says where', (_title, given, found) => {
  const wrong = given as Tree;
  expect(() => leavesOf(wrong)).toThrow(new ChainError(`leavesOf: tree${found}`));
  expect(() => pathsOf(wrong)).toThrow(new ChainError(`pathsOf: tree${found}`));
  expect(() => mapTree(wrong, () => a)).toThrow(new ChainError(`mapTree: tree${found}`));
});

test('an object without a prototype is plain', () => {
  expect(leavesOf(Object.assign(Object.create(null), { p: a }))).toEqual([a]);
});

test('a tensor is a leaf though it is an object', () => {
  expect(leavesOf({ x: a })[0]).toBeInstanceOf(Tensor);
});
