/** The ranges of the second byte, after first bytes that allow fewer than 0x80 to 0xbf (Unicode Standard, table 3-7). */
const SECOND_BYTES: Readonly<Record<number, readonly [min: number, max: number]>> = {
  224: [0xa0, 0xbf],
  237: [0x80, 0x9f],
  240: [0x90, 0xbf],
  244: [0x80, 0x8f],
};

/** How many bytes the UTF-8 character has that begins with this byte: 1 to 4; 0 if no character begins so. */
function lengthAfter(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** How many bytes the UTF-8 character at `at` has, 1 to 4; 0 if there is no well-formed character. */
export function utf8LengthAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  const length = lengthAfter(first);
  if (length < 2) return length;
  const [min, max] = SECOND_BYTES[first] ?? [0x80, 0xbf];
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + i] ?? 0;
    if (i === 1 ? byte < min || byte > max : (byte & 0xc0) !== 0x80) return 0;
  }
  return length;
}

/** How many bytes at the end begin a UTF-8 character that is not complete: 0 to 3. */
export function incompleteTailBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) !== 0x80) return lengthAfter(byte) > back ? back : 0;
  }
  return 0;
}

/** The text of bytes: what is UTF-8 as it is, any other byte by itself as `replace` says. */
export function replaceBytes(bytes: Buffer, replace: (byte: number) => string): string {
  let text = '';
  let shownTo = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = utf8LengthAt(bytes, at);
    if (length === 0) {
      text += bytes.toString('utf8', shownTo, at) + replace(bytes[at]!);
      shownTo = at + 1;
    }
    at += length || 1;
  }
  return text + bytes.toString('utf8', shownTo);
}
