import { ChainError } from '../errors.js';
import { isPlain, shown } from './shown.js';

/** What a tree is made of. */
export interface TreeRules {
  /** What is a tensor, of whichever library. */
  readonly isLeaf: (value: unknown) => boolean;
  /** Whether null and undefined are refused at its places; false if absent. */
  readonly isFull?: boolean;
}

/** As deep as trees go: what is deeper contains itself. */
export const deepest = 100;

/** Of an instance of a class a copy with other tensors would lack the methods. */
export function isPlainRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && isPlain(value);
}

export function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** @throws {ChainError} with the path to what is neither a tensor, nor a plain object or list of tensors and nothing */
export function checkPart(where: string, part: unknown, rules: TreeRules): void {
  const fault = faultIn(part, '', rules, 0);
  if (fault !== undefined) throw new ChainError(`${where}${fault}`);
}

/** The same, of a tree that must be there. */
export function checkTree(where: string, tree: unknown, rules: TreeRules): void {
  if (isNothing(tree)) throw notTree(where, tree, rules);
  checkPart(where, tree, rules);
}

/** Why something is no tree. */
export function notTree(where: string, value: unknown, rules: TreeRules): ChainError {
  const fault = faultIn(value, '', isNothing(value) ? { ...rules, isFull: true } : rules, 0);
  return new ChainError(`${where}${fault ?? ` is ${shown(value)}; ${tree}`}`);
}

/** The path to what is wrong, what it is, what was needed and what to do. */
function faultIn(value: unknown, path: string, rules: TreeRules, depth: number): string | undefined {
  if (rules.isLeaf(value) || (isNothing(value) && rules.isFull !== true)) return undefined;
  if (!Array.isArray(value) && !isPlainRecord(value))
    return `${path} is ${shown(value)}; ${remedy(value, path)}`;
  if (depth > deepest) {
    const start = path.split('.', 4).join('.');
    return `${start} is nested more than ${deepest} deep; a tree that does not contain itself is needed`;
  }
  for (const [name, part] of Object.entries(value)) {
    const fault = faultIn(part, `${path}.${name}`, rules, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const tree = 'a tensor, or a plain object or list of tensors, is needed';

function remedy(value: unknown, path: string): string {
  if (isNothing(value)) {
    return path === '' ? tree : 'a state has a tensor at every place: give zeros, or leave the name out';
  }
  if (typeof value === 'number' || ArrayBuffer.isView(value)) return `${tree}: make one of it`;
  if (typeof value !== 'object') return `${tree}: keep what is none out of the tree`;
  if (value instanceof Promise) return `${tree}: wait for it before, a step cannot be asynchronous`;
  const name = classOf(value);
  if (foreign.includes(name) || ('shape' in value && 'dtype' in value))
    return `${tree}: it is one of another library, or of another copy of this one`;
  return `${tree}: collect its tensors in one${example(value, name)}`;
}

/** Tensors are called so. */
const foreign = ['Tensor', 'Variable', 'Array', 'Tracer'];

function classOf(value: object): string {
  return typeof value.constructor === 'function' ? value.constructor.name : '';
}

/** How the tensors of an instance are written as a plain object; '' where its names tell nothing. */
function example(value: object, className: string): string {
  const [name] = Object.keys(value);
  if (name === undefined || !/^[A-Za-z_$][\w$]*$/.test(name) || !/^[A-Z]/.test(className)) return '';
  return `, such as { ${name}: ${className[0]?.toLowerCase()}${className.slice(1)}.${name} }`;
}
