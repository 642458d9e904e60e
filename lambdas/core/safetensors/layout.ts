import { SafetensorsError } from './safetensors-error.ts';
import { BYTES_PER_ELEMENT, countElements, LENGTH_BYTES, METADATA_KEY, type Tensor } from './tensor.ts';

/** A tensor without its numbers. */
export type TensorShape = Pick<Tensor, 'name' | 'dtype' | 'shape'>;

/** The bytes before the data of a safetensors file, and its tensors in the order of their data. */
export interface SafetensorsLayout<Shape extends TensorShape> {
  readonly head: Uint8Array;
  readonly tensors: readonly Shape[];
}

/**
 * Lays out a safetensors file (https://github.com/huggingface/safetensors#format): the header's length (8 bytes,
 * little-endian) and the header (JSON, padded with spaces so that the data begins at a multiple of 8). Tensors are
 * sorted by descending alignment and then by name, metadata by key. A file is the head and then the tensors' bytes.
 *
 * @throws SafetensorsError `invalid-name` for two tensors with one name
 */
export function layOutSafetensors<Shape extends TensorShape>(
  shapes: readonly Shape[],
  metadata: Readonly<Record<string, string>>,
): SafetensorsLayout<Shape> {
  const tensors = [...shapes].sort(compareTensors);
  checkNames(tensors);
  const header = buildHeader(tensors, metadata);
  const head = new Uint8Array(LENGTH_BYTES + header.length);
  new DataView(head.buffer).setBigUint64(0, BigInt(header.length), true);
  head.set(header, LENGTH_BYTES);
  return { head, tensors };
}

function compareTensors(a: TensorShape, b: TensorShape): number {
  const alignment = BYTES_PER_ELEMENT[b.dtype] - BYTES_PER_ELEMENT[a.dtype];
  return alignment !== 0 ? alignment : a.name < b.name ? -1 : 1;
}

function checkNames(tensors: readonly TensorShape[]): void {
  const names = new Set<string>([METADATA_KEY]);
  for (const { name } of tensors) {
    if (names.has(name))
      throw new SafetensorsError('invalid-name', `the name ${name} is already used; rename one tensor`);
    names.add(name);
  }
}

function buildHeader(tensors: readonly TensorShape[], metadata: Readonly<Record<string, string>>): Uint8Array {
  let begin = 0;
  const entries = tensors.map(({ name, dtype, shape }) => {
    const end = begin + countElements(shape) * BYTES_PER_ELEMENT[dtype];
    const entry = [name, { dtype, shape, data_offsets: [begin, end] }] as const;
    begin = end;
    return entry;
  });
  const sorted = Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)));
  const json = JSON.stringify({ [METADATA_KEY]: sorted, ...Object.fromEntries(entries) });
  const unpadded = new TextEncoder().encode(json);
  const padded = new Uint8Array(Math.ceil(unpadded.length / 8) * 8).fill(0x20);
  padded.set(unpadded);
  return padded;
}
