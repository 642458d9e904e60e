import { SafetensorsError } from './safetensors-error.ts';
import { BYTES_PER_ELEMENT, countElements, LENGTH_BYTES, METADATA_KEY, type Tensor } from './tensor.ts';

/**
 * Writes a safetensors file (https://github.com/huggingface/safetensors#format): the header's length (8 bytes,
 * little-endian), the header (JSON, padded with spaces so that the data begins at a multiple of 8), and the bytes of
 * the tensors without holes. Tensors are sorted by descending alignment and then by name, metadata by key, so the same
 * content gives the same bytes.
 *
 * @throws SafetensorsError `invalid-name` for two tensors with one name, `wrong-size` if data and shape do not match
 */
export function writeSafetensors(file: {
  tensors: readonly Tensor[];
  metadata: Readonly<Record<string, string>>;
}): Uint8Array {
  const tensors = [...file.tensors].sort(compareTensors);
  checkTensors(tensors);
  const header = buildHeader(tensors, file.metadata);
  const dataStart = LENGTH_BYTES + header.length;
  const bytes = new Uint8Array(dataStart + tensors.reduce((sum, tensor) => sum + tensor.data.byteLength, 0));
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, LENGTH_BYTES);
  let at = dataStart;
  for (const { data } of tensors) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

function compareTensors(a: Tensor, b: Tensor): number {
  const alignment = BYTES_PER_ELEMENT[b.dtype] - BYTES_PER_ELEMENT[a.dtype];
  return alignment !== 0 ? alignment : a.name < b.name ? -1 : 1;
}

function checkTensors(tensors: readonly Tensor[]): void {
  const names = new Set<string>([METADATA_KEY]);
  for (const { name, shape, data } of tensors) {
    if (names.has(name))
      throw new SafetensorsError('invalid-name', `the name ${name} is already used; rename one tensor`);
    names.add(name);
    if (countElements(shape) !== data.length) {
      throw new SafetensorsError('wrong-size', `${name} has ${data.length} numbers, expected ${shape.join(' x ')}`);
    }
  }
}

function buildHeader(tensors: readonly Tensor[], metadata: Readonly<Record<string, string>>): Uint8Array {
  let begin = 0;
  const entries = tensors.map(({ name, dtype, shape, data }) => {
    const end = begin + data.byteLength;
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
