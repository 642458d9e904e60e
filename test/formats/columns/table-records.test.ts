import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../support/formats/read-text.ts';

/** A cell, the value that it gives, and the reason if it gives none. */
interface Cell {
  readonly text: string;
  readonly value?: unknown;
  readonly reason?: string;
}

const broken = (reason: string, ...texts: readonly string[]): fc.Arbitrary<Cell> =>
  fc.constantFrom(...texts).map((text) => ({ text, reason }));
const absent: fc.Arbitrary<Cell> = fc.constant({ text: '' });

/** Words that no program takes for an absent value, without spaces around them. */
const word = fc.stringMatching(/^[a-zäöü<&"',;]{1,12}$/).filter((text) => !/^(null|nan|na|none|nil)$/i.test(text));
const text = fc.oneof(
  word.map((one): Cell => ({ text: one, value: one })),
  absent,
);
const cents = fc.integer({ min: 0, max: 10 ** 7 });
const price = fc.oneof(
  cents.map((count): Cell => ({ text: (count / 100).toFixed(2), value: count / 100 })),
  cents.map((count): Cell => ({ text: `EUR ${Math.trunc(count / 100)}`, value: Math.trunc(count / 100) })),
  broken('not-a-number', 'cheap', '1-2', 'from 5', '5/kg', 'n/a'),
  broken('not-finite', '9e999'),
  absent,
);
const time = fc.oneof(
  fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date): Cell => {
    const seconds = date.toISOString().slice(0, 19);
    return { text: seconds.replace('T', ' '), value: `${seconds}Z` };
  }),
  broken('not-a-time', 'soon', '2026-02-30', '25:00'),
  absent,
);
const weight = fc.oneof(
  fc.integer({ min: -999, max: 999 }).map((value): Cell => ({ text: String(value), value })),
  broken('not-a-number', 'heavy', '1 or 2'),
  absent,
);
const row = fc.record({
  title: text,
  price,
  'attributes.seen': time,
  'attributes.weight': weight,
  'attributes.note': text,
});
const columns = ['title', 'price', 'attributes.seen', 'attributes.weight', 'attributes.note'] as const;
const schema = {
  types: { 'attributes.seen': 'time', 'attributes.weight': 'number', 'attributes.note': 'text' },
} as const;

function expectedOf(cells: Readonly<Record<(typeof columns)[number], Cell>>, id: string) {
  const entries = columns.flatMap((column) =>
    cells[column].value === undefined ? [] : [[column, cells[column].value]],
  );
  const ofAttributes = entries.flatMap(([column, value]) => {
    const name = String(column);
    return name.startsWith('attributes.') ? [[name.slice('attributes.'.length), value]] : [];
  });
  return {
    id,
    ...Object.fromEntries(entries.filter(([column]) => !String(column).startsWith('attributes.'))),
    ...(ofAttributes.length > 0 && { attributes: Object.fromEntries(ofAttributes) }),
  };
}

describe('any table of good, broken and absent cells', () => {
  it('gives the good ones exactly, counts each broken one once, and loses no row', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 6 }), async (rows) => {
        const header = ['id', ...columns];
        const cells = rows.map((one, i) => [`p${i}`, ...columns.map((column) => one[column].text)]);
        const { records } = await readTable(header, cells, { schema });
        expect(records).toHaveLength(rows.length);
        records.forEach((record, i) => {
          if (!record.ok) throw new Error(`row ${i} was rejected: ${record.detail}`);
          expect(record.value).toEqual(expectedOf(rows[i]!, `p${i}`));
          const ignored = columns.flatMap((field) => {
            const { text: example, reason } = rows[i]![field];
            return reason === undefined ? [] : [{ field, reason, example }];
          });
          expect(record.ignored ?? []).toEqual(ignored);
        });
      }),
    );
  });
});
