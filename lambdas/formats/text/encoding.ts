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

function unmarkedEncoding(head: Uint8Array): EncodingMark['encoding'] {
  const units = head.length >> 1;
  const zeros: [even: number, odd: number] = [0, 0];
  for (let i = 0; i < units * 2; i++) if (head[i] === 0) zeros[(i & 1) as 0 | 1] += 1;
  const [even, odd] = zeros;
  if (odd >= units * MIN_ASCII_SHARE && odd > 0 && even * 10 <= odd) return 'utf-16le';
  if (even >= units * MIN_ASCII_SHARE && even > 0 && odd * 10 <= even) return 'utf-16be';
  return 'utf-8';
}
