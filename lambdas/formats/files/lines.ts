import { MAX_SHOWN_CHARACTERS } from './rejected-record.ts';

/** A line of text, or the beginning of a line that is longer than allowed or not UTF-8. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  readonly problem?: 'line-too-long' | 'malformed-text';
}

const NEWLINE = 0x0a;

/**
 * Splits a stream of bytes into lines that end in LF or CRLF. Drops a byte order mark, and skips blank lines (they
 * count in the line numbers). Memory is bounded by `maxLineBytes`: of a longer line only as many bytes are returned as a
 * report shows characters.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<Line, void, void> {
  let number = 0;
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const finish = (tail: Uint8Array): Line | undefined => {
    number += 1;
    const total = bytes + tail.length;
    const whole =
      total > maxLineBytes
        ? joinBytes([...parts, tail]).subarray(0, MAX_SHOWN_CHARACTERS)
        : joinBytes([...parts, tail]);
    parts = [];
    bytes = 0;
    return decodeLine(number, whole, total > maxLineBytes);
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = finish(chunk.subarray(start, end));
      if (line) yield line;
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    if (bytes <= maxLineBytes) parts.push(rest.slice(0, maxLineBytes + 1));
    bytes += rest.length;
  }
  if (bytes > 0) {
    const line = finish(new Uint8Array(0));
    if (line) yield line;
  }
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

const strict = new TextDecoder('utf-8', { fatal: true });

function decodeLine(number: number, bytes: Uint8Array, isTooLong: boolean): Line | undefined {
  if (isTooLong) return { number, text: new TextDecoder().decode(bytes), problem: 'line-too-long' };
  try {
    const text = strict.decode(bytes).trim();
    return text === '' ? undefined : { number, text };
  } catch {
    return { number, text: new TextDecoder().decode(bytes), problem: 'malformed-text' };
  }
}
