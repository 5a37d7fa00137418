import { afterAll, describe, expect, test } from 'vitest';
import { leavesLike, rebuilt, skeletonOf, type Tree, visit } from '../../src/array/tree.js';
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

  test.each<[string, Tree, Tree]>([
    ['a name too many', { p: a, q: b }, { p: a }],
    ['a name too few', { p: a }, { p: a, q: b }],
    ['another name', { p: a }, { q: a }],
    ['another length', [a], [a, b]],
    ['a tensor for a list', a, [a]],
    ['a list for a tensor', [a], a],
    ['a list for an object', [a], { p: a }],
    ['a difference further in', { p: [a, { r: b }] }, { p: [a, { s: b }] }],
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

test.each([
  ['{"p": [1]}', "tree: 'p.0' is number 1"],
  ['{"p": null}', "tree: 'p' is null"],
  ['"x"', "tree: '' is string x"],
])('%s is no tree, and the message says where', (json, found) => {
  const wrong: Tree = JSON.parse(json);
  const message = `${found}; a tensor, or an object or list of tensors, is needed`;
  expect(() => visit(wrong, '', () => {})).toThrow(new ChainError(message));
  expect(() => pathsOf(wrong)).toThrow(ChainError);
  expect(() => leavesOf(wrong)).toThrow(ChainError);
});

test('a tensor is a leaf though it is an object', () => {
  expect(leavesOf({ x: a })[0]).toBeInstanceOf(Tensor);
});
