import { SafetensorsError } from './safetensors-error.ts';
import {
  BYTES_PER_ELEMENT,
  countElements,
  type Dtype,
  LENGTH_BYTES,
  MAX_HEADER_BYTES,
  METADATA_KEY,
  type Tensor,
  type TensorData,
} from './tensor.ts';

/** The content of a safetensors file. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads a safetensors file. All parts are checked in the order of the format, before any data is read. Tensors are
 * views of `bytes` if they are aligned, otherwise copies.
 * @throws SafetensorsError
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const headerBytes = readHeaderLength(bytes);
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + headerBytes));
  const { [METADATA_KEY]: metadata, ...rest } = header;
  const entries = Object.entries(rest).map(([name, value]) => readEntry(name, value));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  const data = bytes.subarray(LENGTH_BYTES + headerBytes);
  checkOffsets(entries, data.length);
  const tensors = entries.map((entry) => [entry.name, readTensor(entry, data)] as const);
  return { tensors: new Map(tensors), metadata: readMetadata(metadata) };
}

function readHeaderLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) {
    throw new SafetensorsError('header-too-small', `file is ${bytes.length} bytes, expected at least ${LENGTH_BYTES}`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    throw new SafetensorsError('header-too-large', `header is ${length} bytes, expected at most ${MAX_HEADER_BYTES}`);
  }
  const available = bytes.length - LENGTH_BYTES;
  if (length > BigInt(available)) {
    throw new SafetensorsError(
      'header-beyond-file',
      `header is ${length} bytes, expected at most the ${available} bytes that follow`,
    );
  }
  return Number(length);
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  if (bytes[0] !== 0x7b)
    throw new SafetensorsError('invalid-header-start', `header begins with byte ${bytes[0]}, expected {`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SafetensorsError('invalid-header-start', 'header is not UTF-8', { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SafetensorsError('invalid-header', 'header is not JSON', { cause });
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isCountList = (value: unknown): value is number[] => Array.isArray(value) && value.every(isCount);
const isOffsetPair = (value: unknown): value is [number, number] => isCountList(value) && value.length === 2;

function readEntry(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (!isCountList(shape) || !isOffsetPair(offsets) || typeof dtype !== 'string') {
    throw new SafetensorsError('invalid-header', `${name} has no valid dtype, shape and data_offsets`);
  }
  if (!Object.hasOwn(BYTES_PER_ELEMENT, dtype)) {
    throw new SafetensorsError(
      'unknown-dtype',
      `${name} is ${dtype}, expected ${Object.keys(BYTES_PER_ELEMENT).join(', ')}`,
    );
  }
  const entry = { name, dtype: dtype as Dtype, shape, begin: offsets[0], end: offsets[1] };
  const expected = countElements(shape) * BYTES_PER_ELEMENT[entry.dtype];
  if (entry.end - entry.begin !== expected) {
    throw new SafetensorsError('wrong-size', `${name} has ${entry.end - entry.begin} bytes, expected ${expected}`);
  }
  return entry;
}

/** Checks that the tensors have no holes and no overlaps, which could hide other data in the file. */
function checkOffsets(entries: readonly Entry[], available: number): void {
  let end = 0;
  for (const entry of entries) {
    if (entry.begin !== end) {
      throw new SafetensorsError('invalid-offset', `${entry.name} begins at ${entry.begin}, expected ${end}`);
    }
    end = entry.end;
  }
  if (end !== available) {
    throw new SafetensorsError('incomplete-buffer', `tensors end at byte ${end} of the data, which has ${available}`);
  }
}

function readTensor({ name, dtype, shape, begin, end }: Entry, data: Uint8Array): Tensor {
  const start = data.byteOffset + begin;
  const aligned = start % BYTES_PER_ELEMENT[dtype] === 0;
  const buffer = aligned ? data.buffer : data.slice(begin, end).buffer;
  return { name, dtype, shape, data: viewData(dtype, buffer, aligned ? start : 0, countElements(shape)) };
}

function viewData(dtype: Dtype, buffer: ArrayBufferLike, start: number, length: number): TensorData {
  switch (dtype) {
    case 'F64':
      return new Float64Array(buffer, start, length);
    case 'F32':
      return new Float32Array(buffer, start, length);
    case 'I32':
      return new Int32Array(buffer, start, length);
    case 'U8':
      return new Uint8Array(buffer, start, length);
  }
}

function readMetadata(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  const isText =
    typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'string');
  if (!isText) throw new SafetensorsError('invalid-header', `${METADATA_KEY} is not an object of strings`);
  return value as Record<string, string>;
}
