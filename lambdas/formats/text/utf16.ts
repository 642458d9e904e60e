/** A byte that no text in UTF-8 contains: it marks the place of half a surrogate pair. */
const DAMAGE = Buffer.of(0xff);

/** Converts UTF-16 to UTF-8. Half a surrogate pair, or half a unit at the end, becomes a byte that is no UTF-8. */
export async function* utf16ToUtf8(
  chunks: AsyncIterable<Uint8Array>,
  isBigEndian: boolean,
): AsyncGenerator<Uint8Array, void, void> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = wholeCharactersEnd(bytes, isBigEndian);
    rest = bytes.subarray(end);
    if (end > 0) yield encode(isBigEndian ? bytes.subarray(0, end).swap16() : bytes.subarray(0, end));
  }
  if (rest.length > 0) yield DAMAGE;
}

/** Where the last whole unit ends that is not the first half of a pair. */
function wholeCharactersEnd(bytes: Buffer, isBigEndian: boolean): number {
  const end = bytes.length - (bytes.length % 2);
  if (end === 0) return 0;
  const last = isBigEndian ? bytes.readUInt16BE(end - 2) : bytes.readUInt16LE(end - 2);
  return (last & 0xfc00) === 0xd800 ? end - 2 : end;
}

function encode(units: Buffer): Uint8Array {
  const text = units.toString('utf16le');
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  const parts = text.split(/\p{Surrogate}/u).map((part) => Buffer.from(part, 'utf8'));
  return Buffer.concat(parts.flatMap((part, i) => (i === 0 ? [part] : [DAMAGE, part])));
}
