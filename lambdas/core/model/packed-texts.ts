import { ModelFileError } from './model-file-error.ts';

/** Texts as one array of UTF-8 bytes. Text i is the bytes from offsets[i] (inclusive) to offsets[i + 1] (exclusive). */
export interface PackedTexts {
  readonly bytes: Uint8Array;
  readonly offsets: Int32Array;
}

/** Packs texts into one array of bytes. */
export function packTexts(texts: readonly string[]): PackedTexts {
  const encoder = new TextEncoder();
  const parts = texts.map((text) => encoder.encode(text));
  const offsets = new Int32Array(texts.length + 1);
  parts.forEach((part, i) => {
    offsets[i + 1] = offsets[i]! + part.length;
  });
  const bytes = new Uint8Array(offsets.at(-1)!);
  parts.forEach((part, i) => {
    bytes.set(part, offsets[i]!);
  });
  return { bytes, offsets };
}

/** Reads packed texts. @throws ModelFileError `wrong-shape` for offsets that descend or exceed the bytes */
export function unpackTexts(bytes: Uint8Array, offsets: Int32Array): string[] {
  const decoder = new TextDecoder();
  if (offsets[0] !== 0 || offsets.at(-1) !== bytes.length) {
    throw new ModelFileError(
      'wrong-shape',
      `text offsets run from ${offsets[0]} to ${offsets.at(-1)}, expected 0 to ${bytes.length}`,
    );
  }
  return Array.from({ length: offsets.length - 1 }, (_, i) => {
    if (offsets[i + 1]! < offsets[i]!)
      throw new ModelFileError('wrong-shape', `text offset ${i + 1} is below the one before`);
    return decoder.decode(bytes.subarray(offsets[i]!, offsets[i + 1]!));
  });
}
