import { isAscii } from 'node:buffer';
import { utf8LengthAt } from './utf8-sequences.ts';
import { isPlausibleWindows1252 } from './windows-1252.ts';

/** At least this share of the bytes that are no UTF-8 must make sense as Windows-1252. */
const MIN_PLAUSIBLE_SHARE = 0.9;
/** A character has at most 4 bytes, and a byte after it is looked at: so many wait for the next chunk. */
const OVERLAP_BYTES = 4;

/**
 * Decides for a whole file with bytes that are no UTF-8. It is Windows-1252 if they make sense there, and are more than
 * its characters of UTF-8. Otherwise it is UTF-8 with damaged records.
 */
export async function surveyEncoding(chunks: AsyncIterable<Uint8Array>): Promise<'utf-8' | 'windows-1252'> {
  const counts = new ByteCounts();
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    rest = bytes.slice(counts.add(bytes, bytes.length - OVERLAP_BYTES));
  }
  counts.add(rest, rest.length);
  return counts.verdict;
}

class ByteCounts {
  /** Characters of UTF-8 beyond ASCII. */
  #wellFormed = 0;
  #malformed = 0;
  #plausible = 0;
  #before = 0;

  /** Counts the characters that begin before `end`. @returns where the next one begins */
  add(bytes: Uint8Array, end: number): number {
    let at = 0;
    if (isAscii(bytes)) at = Math.max(0, end);
    while (at < end) {
      const length = utf8LengthAt(bytes, at);
      if (length > 1) this.#wellFormed += 1;
      if (length === 0) {
        this.#malformed += 1;
        const before = at > 0 ? bytes[at - 1]! : this.#before;
        if (isPlausibleWindows1252(before, bytes[at]!, bytes[at + 1] ?? 0)) this.#plausible += 1;
      }
      at += length || 1;
    }
    if (at > 0) this.#before = bytes[at - 1]!;
    return at;
  }

  get verdict(): 'utf-8' | 'windows-1252' {
    const isPlausible = this.#plausible >= this.#malformed * MIN_PLAUSIBLE_SHARE;
    return this.#malformed > this.#wellFormed && isPlausible ? 'windows-1252' : 'utf-8';
  }
}
