import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readRaw } from '../../support/formats/read-raw.ts';
import { assertForInputs } from '../../support/fuzz-options.ts';

/** A row of a table as it is written. */
interface WrittenRow {
  readonly text: string;
  readonly lines: number;
  /** The cells of a good row, none of a blank one; undefined for a broken row. */
  readonly cells?: readonly string[];
  /** Why a broken row is rejected. */
  readonly code?: string;
}

const COLUMNS = ['id', 'title', 'brand', 'category', 'price'];
const MAX_RECORD_BYTES = 600;
/** Becomes a byte that is no UTF-8. */
const DAMAGE = '\u0001';

const word = fc.constantFrom('lamp', 'red', 'Größe', 'déjà', 'x', 'Nordlys', '12', 'wide');
const words = fc.array(word, { minLength: 1, maxLength: 4 }).map((all) => all.join(' '));
const price = fc.integer({ min: 1, max: 99_999 }).map((cents) => (cents / 100).toFixed(2));
const cellsOf = (n: number, title: string, brand: string, cost: string) => [
  `p${n}`,
  title,
  brand,
  'Home > Lamps',
  cost,
];
const cells = fc.tuple(fc.nat(9999), words, words, price).map((all) => cellsOf(...all));
const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** Rows that are read, as they may be written. */
function goodRows(delimiter: string): fc.Arbitrary<WrittenRow> {
  const glue = fc.constantFrom(' ', delimiter, '"', '""', `"${delimiter}`);
  const lineBreak = fc.constantFrom('\n', '\r\n', '\r');
  return fc.oneof(
    cells.map((all) => ({ text: all.join(delimiter), lines: 1, cells: all })),
    cells.map((all) => ({ text: all.map(quote).join(delimiter), lines: 1, cells: all })),
    cells.map((all) => ({ text: [...all, '', ''].join(delimiter), lines: 1, cells: all })),
    fc.tuple(cells, fc.array(words, { minLength: 2, maxLength: 5 }), glue, lineBreak).map(([all, parts, at, end]) => {
      const title = parts.join(`${at}${end}${at}`);
      const texts = all.with(1, quote(title));
      return { text: texts.join(delimiter), lines: parts.length, cells: all.with(1, title) };
    }),
  );
}

/** Rows that are rejected, each alone. */
function brokenRows(delimiter: string): fc.Arbitrary<WrittenRow> {
  // In a file with tabs or bars a quote inside of a cell is a character like others.
  const stray = [
    cells.map((all) => all.with(1, `${all[1]} 10" wide`)),
    cells.map((all) => all.with(2, `"${all[2]} 10" wide"`)),
  ];
  const broken = fc.oneof(
    ...(delimiter === '\t' || delimiter === '|' ? [] : stray),
    cells.map((all) => all.with(1, `"${all[1]}`)),
    cells.map((all) => all.with(4, `"${all[4]}`)),
    cells.map((all) => [all[0]!, `"${all[1]}`]),
    cells.map((all) => [...all, 'one more']),
    cells.map((all) => all.slice(0, 3)),
  );
  const long = cells.map((all) => all.with(1, 'x'.repeat(MAX_RECORD_BYTES)).join(delimiter));
  return fc.oneof(
    { weight: 4, arbitrary: broken.map((all) => ({ text: all.join(delimiter), lines: 1, code: 'malformed-csv' })) },
    { weight: 1, arbitrary: long.map((text) => ({ text, lines: 1, code: 'line-too-long' })) },
  );
}

const damagedRow = cells.map((all) => all.with(1, `a${DAMAGE}b`));

/** How to write a text: damage is possible where the bytes show it. */
const ENCODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  'utf-8': (text) => Buffer.from(text, 'utf8').map((byte) => (byte === 1 ? 0xff : byte)) as Buffer,
  'utf-8 with a mark': (text) => Buffer.from(`\uFEFF${text}`, 'utf8'),
  'utf-16le with a mark': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'utf-16be with a mark': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
  'utf-16le': (text) => Buffer.from(text, 'utf16le'),
  'utf-16be': (text) => Buffer.from(text, 'utf16le').swap16(),
  'windows-1252': (text) => Buffer.from(text, 'latin1'),
};

const table = fc
  .record({ delimiter: fc.constantFrom(',', ';', '\t', '|'), encoding: fc.constantFrom(...Object.keys(ENCODINGS)) })
  .chain(({ delimiter, encoding }) => {
    const blank = fc.constantFrom('', '  ', delimiter.repeat(4)).map((text) => ({ text, lines: 1, cells: [] }));
    const damaged = damagedRow.map((all) => ({ text: all.join(delimiter), lines: 1, code: 'malformed-text' }));
    const row = fc.oneof(
      { weight: 6, arbitrary: goodRows(delimiter) },
      { weight: 3, arbitrary: brokenRows(delimiter) },
      { weight: 1, arbitrary: blank },
      ...(encoding === 'utf-8' ? [{ weight: 1, arbitrary: damaged }] : []),
    ) as fc.Arbitrary<WrittenRow>;
    const rows = fc.array(row, { minLength: 1, maxLength: 25 });
    const lineEnds = fc.array(fc.constantFrom('\n', '\r\n', '\r'), { minLength: 1, maxLength: 5 });
    return fc.record({ delimiter: fc.constant(delimiter), encoding: fc.constant(encoding), rows, lineEnds });
  });

/** Rows that show how the table is written. */
function soundRows(delimiter: string): WrittenRow[] {
  return Array.from({ length: 3 }, (_, i) => {
    const all = cellsOf(i, 'größer', 'Nordlys', '1.50');
    return { text: all.join(delimiter), lines: 1, cells: all };
  });
}

function expectedOf(rows: readonly WrittenRow[]) {
  const [good, bad]: [unknown[], unknown[]] = [[], []];
  let line = 2;
  for (const { cells: all, code, lines } of rows) {
    if (all === undefined) bad.push({ line, code });
    else if (all.length > 0) good.push({ line, value: Object.fromEntries(COLUMNS.map((name, i) => [name, all[i]])) });
    line += lines;
  }
  return { good, bad };
}

it('reads exactly the good rows of a table and rejects each broken row by itself, with its line', async () => {
  const inputs = fc.record({ given: table, chunkBytes: fc.integer({ min: 1, max: 3000 }) });
  await assertForInputs(inputs, { usual: 200 }, async ({ given, chunkBytes }) => {
    const { delimiter, encoding, lineEnds } = given;
    const rows = [...soundRows(delimiter), ...given.rows];
    // A blank line after a CR must not begin with an LF: the two would be one line end.
    const endOf = (text: string, i: number) => (text === '' ? '\r\n' : lineEnds[i % lineEnds.length]);
    const texts = [COLUMNS.join(delimiter), ...rows.map(({ text }) => text)];
    const content = ENCODINGS[encoding]!(texts.map((text, i) => `${text}${endOf(text, i)}`).join(''));
    const { good, bad } = await readRaw(content, { chunkBytes, maxRecordBytes: MAX_RECORD_BYTES });
    expect({ good, bad }).toEqual(expectedOf(rows));
  });
});
