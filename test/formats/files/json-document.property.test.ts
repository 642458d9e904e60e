import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readRaw } from '../../support/formats/read-raw.ts';
import { assertForInputs } from '../../support/fuzz-options.ts';

const MAX_RECORD_BYTES = 2_000;

const title = fc.constantFrom(
  'lamp',
  'a "quoted" one',
  'brackets ]}[{',
  'Größe 10″',
  'back\\slash',
  'line\nbreak',
  ', {"id":',
);
const product = fc.record({
  id: fc.nat(9999).map((n) => `p${n}`),
  title,
  price: fc.integer({ min: 0, max: 999 }),
  variants: fc.array(fc.record({ id: fc.nat(9), size: title }), { maxLength: 3 }),
});

/** How a record may be damaged. `DAMAGE` stands in the text where the damage is. */
const damages: Readonly<Record<string, (text: string) => string>> = {
  'no closing quote': (text) => text.replace('DAMAGE"', 'DAMAGE'),
  'no opening quote': (text) => text.replace('"DAMAGE', 'DAMAGE'),
  'a bracket too many inside': (text) => text.replace('"DAMAGE"', '"DAMAGE"]'),
  'no closing bracket': (text) => text.replace(/\s*\}$/, ''),
  NaN: (text) => text.replace('"DAMAGE"', 'NaN'),
  'a comma too many': (text) => text.replace('"DAMAGE"', '"DAMAGE",,'),
  'too long': (text) => text.replace('DAMAGE', 'x'.repeat(MAX_RECORD_BYTES)),
};

interface MaybeDamaged {
  readonly value: object;
  readonly damage: string | undefined;
}

const record: fc.Arbitrary<MaybeDamaged> = fc.oneof(
  { weight: 3, arbitrary: product.map((value) => ({ value, damage: undefined })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(product, fc.constantFrom(...Object.keys(damages)))
      .map(([value, damage]) => ({ value: { ...value, title: 'DAMAGE' }, damage })),
  },
);

const styles = {
  'one line': { indent: 0, before: '[', between: ',', after: ']' },
  'a record a line': { indent: 0, before: '[\n', between: ',\n', after: '\n]\n' },
  indented: { indent: 2, before: '[\n  ', between: ',\n  ', after: '\n]' },
  'in an object': { indent: 0, before: '{"total": 3, "products": [\n', between: ',\n', after: '\n], "next": null}' },
  'one after the other': { indent: 2, before: '', between: '\n', after: '\n' },
};

const damaged = (damage: string | undefined): MaybeDamaged => ({
  value: { id: 'p', title: 'DAMAGE', price: 0, variants: [] },
  damage,
});
/** The brackets of these records fit, and what they enclose is too long: only the line breaks in its texts show the damage. */
const hiddenByQuotes = {
  records: ['no closing quote', 'too long', 'no closing quote', undefined].map(damaged),
  style: 'indented' as const,
  chunkBytes: 1,
};

it('reads exactly the good records of a JSON document, and rejects each broken one by itself, with its line', async () => {
  const documents = fc.record({
    records: fc.array(record, { minLength: 1, maxLength: 12 }),
    style: fc.constantFrom(...(Object.keys(styles) as (keyof typeof styles)[])),
    chunkBytes: fc.integer({ min: 1, max: 400 }),
  });
  const options = { usual: 200, examples: [hiddenByQuotes] };
  await assertForInputs(documents, options, async ({ records, style, chunkBytes }) => {
    // On one line, a long record between broken ones does not show where it begins.
    const kinds = new Set(records.flatMap(({ damage }) => damage ?? []));
    fc.pre(style !== 'one line' || !kinds.has('too long') || kinds.size === 1);
    const { indent, before, between, after } = styles[style];
    const sound = { value: { id: 'p', title: 'sound', price: 1, variants: [] }, damage: undefined };
    const [good, bad]: [unknown[], number[]] = [[], []];
    let text = before;
    for (const [i, { value, damage }] of [sound, ...records].entries()) {
      if (i > 0) text += between;
      const line = text.split('\n').length;
      const margin = before.endsWith('  ') ? '  ' : '';
      const json = JSON.stringify(value, null, indent).replaceAll('\n', `\n${margin}`);
      text += damage === undefined ? json : damages[damage]!(json);
      if (damage === undefined) good.push({ line, value });
      else bad.push(line);
    }
    const read = await readRaw(text + after, { name: 'a.json', chunkBytes, maxRecordBytes: MAX_RECORD_BYTES });
    expect(read.good).toEqual(good);
    expect(read.bad.map(({ line }) => line)).toEqual(bad);
  });
});
