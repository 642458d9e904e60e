import { type ByteChunks, encodeTexts, viewBytes } from './byte-chunks.ts';
import type { VectorTable } from './export-contents.ts';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const VERSION = [1, 0];
/** The magic, the version and the length of the header (2 bytes). */
const PREFIX_BYTES = MAGIC.length + VERSION.length + 2;
/** The numbers begin at a multiple of this. */
const ALIGNMENT = 64;

/**
 * The vectors as a `.npy` file, version 1.0: an array (N, D) of float32, row-major
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 */
export async function* writeNpy(table: VectorTable): AsyncGenerator<Uint8Array, void, void> {
  yield buildHeader(table.ids.length, table.D);
  for await (const vectors of table.blocks()) yield viewBytes(vectors);
}

/** The ids of the rows as one JSON array, an id per line. */
export function writeIds({ ids }: VectorTable): ByteChunks {
  return encodeTexts(idTexts(ids));
}

function* idTexts(ids: readonly string[]): Generator<string, void, void> {
  yield '[\n';
  for (const [i, id] of ids.entries()) yield `${JSON.stringify(id)}${i + 1 < ids.length ? ',' : ''}\n`;
  yield ']\n';
}

function buildHeader(rows: number, D: number): Uint8Array {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${D}), }`;
  const end = Math.ceil((PREFIX_BYTES + description.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = `${description.padEnd(end - PREFIX_BYTES - 1)}\n`;
  const bytes = new Uint8Array(end);
  bytes.set([...MAGIC, ...VERSION, header.length & 0xff, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), PREFIX_BYTES);
  return bytes;
}
