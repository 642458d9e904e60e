import { layOutSafetensors, type TensorShape } from '../../core/safetensors/layout.ts';
import { encodeTexts, viewBytes } from './byte-chunks.ts';
import type { VectorTable } from './export-contents.ts';

/**
 * The vectors as a safetensors file: `vectors` (N, D), and the ids of the rows as in the file of a model: `ids.bytes`
 * in UTF-8, with `ids.offsets` (N + 1).
 */
export async function* writeSafetensorsTable(table: VectorTable): AsyncGenerator<Uint8Array, void, void> {
  const { ids, D, modelVersion } = table;
  const offsets = measureIds(ids);
  const shapes: readonly TensorShape[] = [
    { name: 'vectors', dtype: 'F32', shape: [ids.length, D] },
    { name: 'ids.offsets', dtype: 'I32', shape: [offsets.length] },
    { name: 'ids.bytes', dtype: 'U8', shape: [offsets.at(-1)!] },
  ];
  const { head, tensors } = layOutSafetensors(shapes, { modelVersion });
  yield head;
  for (const { name } of tensors) {
    if (name === 'vectors') for await (const vectors of table.blocks()) yield viewBytes(vectors);
    else if (name === 'ids.offsets') yield viewBytes(offsets);
    else yield* encodeTexts(ids);
  }
}

/** Where each id begins in the UTF-8 bytes of all ids, and where the last one ends. */
function measureIds(ids: readonly string[]): Int32Array {
  const offsets = new Int32Array(ids.length + 1);
  for (const [i, id] of ids.entries()) offsets[i + 1] = offsets[i]! + Buffer.byteLength(id);
  return offsets;
}
