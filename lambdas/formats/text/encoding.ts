export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** What the first bytes of a text say about its encoding. */
export interface EncodingMark {
  readonly encoding: Exclude<Encoding, 'windows-1252'> | 'utf-32';
  /** The bytes of the byte order mark. */
  readonly markBytes: number;
}

/**
 * The encoding by the byte order mark, or by the zero bytes of UTF-16 without one; UTF-8 for anything else. UTF-32 is
 * recognized but not read.
 */
export function detectEncoding(head: Uint8Array): EncodingMark {
  const mark = Buffer.from(head.subarray(0, 4)).toString('hex');
  if (mark === 'fffe0000' || mark === '0000feff') return { encoding: 'utf-32', markBytes: 4 };
  if (mark.startsWith('efbbbf')) return { encoding: 'utf-8', markBytes: 3 };
  if (mark.startsWith('fffe')) return { encoding: 'utf-16le', markBytes: 2 };
  if (mark.startsWith('feff')) return { encoding: 'utf-16be', markBytes: 2 };
  return { encoding: unmarkedEncoding(head), markBytes: 0 };
}

/** Of UTF-16, at least this share of the units are ASCII: quotes, commas, line breaks, digits. */
const MIN_ASCII_SHARE = 0.1;

/** The share where the bytes would be UTF-8 too: a few zero bytes in such a text are damage, not UTF-16. */
const MIN_ASCII_SHARE_OVER_UTF8 = 0.5;

function unmarkedEncoding(head: Uint8Array): EncodingMark['encoding'] {
  const units = head.length >> 1;
  const zeros: [even: number, odd: number] = [0, 0];
  for (let i = 0; i < units * 2; i++) if (head[i] === 0) zeros[(i & 1) as 0 | 1] += 1;
  const [even, odd] = zeros;
  if (even + odd === 0) return 'utf-8';
  const minZeros = units * (couldBeUtf8(head) ? MIN_ASCII_SHARE_OVER_UTF8 : MIN_ASCII_SHARE);
  if (odd >= minZeros && odd > 0 && even * 10 <= odd) return 'utf-16le';
  if (even >= minZeros && even > 0 && odd * 10 <= even) return 'utf-16be';
  return 'utf-8';
}

/** Whether the bytes are UTF-8 without control characters; the upper bytes of Greek or Cyrillic UTF-16 are such. */
function couldBeUtf8(head: Uint8Array): boolean {
  if (head.some((byte) => byte > 0 && byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** What is wrong with a record that has other bytes, and what to do. */
export function explainBytes(encoding: Encoding): string {
  return `not ${encoding}: save the file as UTF-8`;
}
