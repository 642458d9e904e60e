import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormatRecord } from '../../../lambdas/formats/files/rejected-record.ts';
import { type ContinuableReading, readRecords } from '../../../lambdas/formats/reading/read-records.ts';
import { FILE_START, pointAfter, type ReadingPlace } from '../../../lambdas/formats/reading/reading-place.ts';
import { chunked } from '../../support/stores/byte-streams.ts';

/** What one reading found: its records or why it broke off, and how another one can go on. */
async function read(name: string, content: Uint8Array, chunkBytes: number, from?: ReadingPlace) {
  let continuable: ContinuableReading | undefined;
  const records: FormatRecord<unknown>[] = [];
  const onPlan = (one: ContinuableReading) => {
    continuable = one;
  };
  const source = { name, open: async () => chunked(content, chunkBytes) };
  try {
    for await (const record of readRecords(source, 'catalog', { from, onPlan })) records.push(record);
  } catch (cause) {
    return { records, continuable, failure: String(cause) };
  }
  return { records, continuable };
}

/** Lines of JSON, good and bad ones; some are blank, and some ids come again. */
const jsonLine = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({
        id: fc.constantFrom('a', 'b', 'c', 'd'),
        title: fc.string({ unit: 'grapheme' }),
        price: fc.oneof(fc.integer(), fc.constant('cheap')),
      })
      .map((one) => JSON.stringify(one)),
  },
  { weight: 2, arbitrary: fc.constantFrom('{"id":"x", broken', '', '   ', '{"title":"no id"}', '[]', '\uFEFF', '"') },
);

/** Rows of a table: cells of several lines, stray and open quotes, too few or too many cells, and rows that continue others. */
const row = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('a1', 'b2', 'c3', 'd4'),
        fc.constantFrom('lamp', '"a ""good"" chair"', '"two\nlines"', '"a\r\nb\rc"', '"x;y"', 'Café'),
        fc.constantFrom('1.50', '2', 'cheap', ''),
      )
      .map((cells) => cells.join(';')),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'a1;;3',
      'b2;;',
      'a1;"a" quote;1',
      'b2;"open;2',
      'c3;x',
      'd4;x;1;2',
      '',
      ';;',
      ';title;1',
      '"',
      'e5;"open\nmore;2',
    ),
  },
);

const lineBreak = fc.constantFrom('\n', '\r\n', '\r');
const encode = fc.constantFrom<(text: string) => Uint8Array>(
  (text) => Buffer.from(text),
  (text) => Buffer.from(`\uFEFF${text}`),
  (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  (text) => Buffer.from(text, 'latin1'),
);
const file = fc.record({
  content: fc.oneof(
    fc.tuple(fc.constant('a.jsonl'), fc.array(jsonLine, { minLength: 1, maxLength: 25 })),
    fc.tuple(
      fc.constant('a.csv'),
      fc.array(row, { minLength: 1, maxLength: 25 }).map((rows) => ['id;title;price', ...rows]),
    ),
  ),
  lineBreak,
  encode,
  isCompressed: fc.boolean(),
  hasLastBreak: fc.boolean(),
  chunkBytes: fc.integer({ min: 1, max: 200 }),
});

describe('a reading that continues another one', () => {
  it('gives the records that follow, in any file of lines, after each of its records', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        file,
        async ({ content: [ending, lines], lineBreak, encode, isCompressed, hasLastBreak, chunkBytes }) => {
          const bytes = encode(lines.join(lineBreak) + (hasLastBreak ? lineBreak : ''));
          const name = isCompressed ? `${ending}.gz` : ending;
          const packed = isCompressed ? gzipSync(bytes) : bytes;
          const whole = await read(name, packed, chunkBytes);
          if (whole.continuable === undefined) return;
          const { plan, keepsPoint } = whole.continuable;
          const stored = JSON.parse(JSON.stringify(plan));
          let point = FILE_START;
          for (let i = 0; i <= whole.records.length; i++) {
            const place = keepsPoint() ? { plan: stored, point } : { plan: stored };
            const rest = await read(name, packed, chunkBytes, place);
            expect(rest).toMatchObject({ records: keepsPoint() ? whole.records.slice(i) : whole.records });
            expect(rest.failure).toEqual(whole.failure);
            expect(rest.records.length).toBe(keepsPoint() ? whole.records.length - i : whole.records.length);
            compared += 1;
            if (!keepsPoint()) break;
            if (whole.records[i]) point = pointAfter(point, whole.records[i]!);
          }
        },
      ),
      { numRuns: 40 },
    );
    expect(compared).toBeGreaterThan(40);
  });
});
