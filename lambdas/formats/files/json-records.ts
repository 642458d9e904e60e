import { errorText } from '../../core/errors/error-text.ts';
import { splitLines } from './lines.ts';
import type { ReadRecord } from './raw-record.ts';
import { rejectRecord } from './rejected-record.ts';

/** Streams the values of JSON lines. A line that is not JSON is a rejected record. */
export async function* readJsonLines(
  chunks: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<ReadRecord, void, void> {
  for await (const { number, text, problem } of splitLines(chunks, maxLineBytes)) {
    if (problem) {
      const detail = problem === 'line-too-long' ? `over ${maxLineBytes} bytes` : 'not UTF-8';
      yield rejectRecord(number, problem, detail, text);
    } else {
      yield parseJson(number, text);
    }
  }
}

function parseJson(line: number, text: string): ReadRecord {
  try {
    return { ok: true, line, value: JSON.parse(text), text };
  } catch (cause) {
    return rejectRecord(line, 'malformed-json', errorText(cause), text);
  }
}
