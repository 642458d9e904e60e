import type { ByteChunks } from '../../../lambdas/formats/exports/byte-chunks.ts';
import type { VectorTable } from '../../../lambdas/formats/exports/export-contents.ts';

/** Ids and titles with everything that a format could mistake for its own. */
export const exportedIds = ['a', 'shoe/1', 'with "quotes", commas', 'tab\there', 'ключ-🎈', 'line\nbreak', "it's"];

/** The vectors (7, 3) of these ids: float32 numbers without a short decimal, in blocks of 3, 3 and 1 rows. */
export const exportedVectors = Float32Array.from({ length: 21 }, (_, i) => Math.sin(i + 1) / 3 + (i === 4 ? 1e-30 : 0));

/** A table of these ids and vectors. */
export const exportedTable: VectorTable = {
  modelVersion: 'm-0123456789abcdef',
  D: 3,
  ids: exportedIds,
  blocks: async function* () {
    for (const [from, to] of [
      [0, 9],
      [9, 18],
      [18, 21],
    ])
      yield exportedVectors.slice(from, to);
  },
  labelsOf: (row) =>
    row === 0 ? { title: 'A\tlamp\r\nin lines', brand: 'Hue', category: ['Home', 'Lamps'] } : { title: `title ${row}` },
};

/** The bytes of a file, and its number of chunks. */
export async function gather(chunks: ByteChunks): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
