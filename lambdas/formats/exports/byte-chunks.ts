/** The bytes of a file, chunk by chunk. */
export type ByteChunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Characters of text that are encoded at once. */
const CHUNK_CHARACTERS = 65_536;

/** The bytes of texts in UTF-8, in chunks of about 64 KiB. */
export function* encodeTexts(texts: Iterable<string>): Generator<Uint8Array, void, void> {
  const encoder = new TextEncoder();
  let gathered = '';
  for (const text of texts) {
    gathered += text;
    if (gathered.length < CHUNK_CHARACTERS) continue;
    yield encoder.encode(gathered);
    gathered = '';
  }
  if (gathered !== '') yield encoder.encode(gathered);
}

/** The bytes of an array of numbers, as a view. They are little-endian on every machine that Node runs on in practice. */
export function viewBytes({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
