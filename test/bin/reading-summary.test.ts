import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCatalog, readTrainingSet } from '../../bin/files/input-files.ts';
import type { ReadingOptions } from '../../bin/files/reading-options.ts';
import { captureOutput } from '../support/terminal/captured-output.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindred-summary-test-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Reads a catalog in the folder. @returns its products, and what was said of it without the path of the folder */
async function read(name: string, lines: readonly string[], options: ReadingOptions = {}) {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  const output = captureOutput();
  const products = await readCatalog(join(folder, name), output, options);
  return { products, said: output.written.err.replaceAll(`${folder}/`, '').trimEnd().split('\n') };
}

describe('reading a catalog on the command line', () => {
  it('says nothing of a file that is read as it is written', async () => {
    expect((await read('catalog.jsonl', ['{"id":"a","title":"A","price":1}'])).said).toEqual(['']);
  });

  it('says which columns were mapped, what was left out by field and reason, and what was replaced or rejected', async () => {
    const { products, said } = await read('shop.csv', [
      'Handle,Title,Price,gtin,Watts,Stock,Notes,notes',
      'a,A,cheap,0012,1,3,x,y',
      'a,B,5,0013,2,4,x,y',
      'b,B,1-2,0014,3,5,x,y',
      ',C,5,0015,4,6,x,y',
    ]);
    expect(products.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(said).toEqual([
      'shop.csv:5: invalid-record: /id: missing: each product needs an id',
      'shop.csv: 1 of 3 lines were replaced by later ones of the same id',
      'shop.csv: columns: id is Handle, title is Title, price is Price',
      'shop.csv: attributes: gtin (code), Watts (number), Notes, notes',
      'shop.csv: payload: Stock (number)',
      'shop.csv: left out: price 2 times (not-a-number; line 2: cheap)',
      'shop.csv: 1 lines rejected',
    ]);
  });

  it('shows control characters of a file as spaces, so that no value moves the cursor', async () => {
    const { said } = await read('catalog.csv', ['id,ti\u001b[31mtle', 'a,red \u001b[31mcup', ',x\u001b[31m']);
    expect(said.length).toBeGreaterThan(2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(said.join(' ')).not.toMatch(/[\x00-\x1f\x7f]/);
  });

  it('takes the records before the place where a file breaks off, counts the torn one, and says so', async () => {
    const { products, said } = await read('shop.json', ['[', '{"id":"a"},', '{"id":"b"},', '{"id":"c","ti']);
    expect(products.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(said).toEqual([
      'shop.json:4: malformed-json: the record ends before it is complete: is a quote or a bracket missing?',
      'shop.json: the file breaks off: the JSON document ends before its last bracket: upload it again. The 2 records before that are used.',
      'shop.json: 1 lines rejected',
    ]);
  });

  it('refuses a file that breaks off before its first record', async () => {
    await expect(read('shop.json', ['[', '{"id":"a","ti'])).rejects.toMatchObject({ code: 'cut-off' });
  });

  it('reads columns by --map and by the mapping beside the catalog, of which --map is the stronger', async () => {
    const mapping = { fields: { id: 'Nr', title: 'Text' }, types: { Watts: 'code' } };
    writeFileSync(join(folder, 'catalog.schema.json'), JSON.stringify(mapping));
    const lines = ['Nr,Text,Name,Watts', '1,A,B,7'];
    expect((await read('catalog.csv', lines)).products).toEqual([
      { id: '1', title: 'A', attributes: { Name: 'B', Watts: '7' } },
    ]);
    const { products } = await read('catalog.csv', lines, { map: ['title=Name', 'attributes.text=Text'] });
    expect(products).toEqual([{ id: '1', title: 'B', attributes: { text: 'A', Watts: '7' } }]);
  });

  it.each([
    ['--map is id, expected FIELD=COLUMN, such as id=Handle', ['id']],
    [/^--map: \/fields\/colour: no field: expected one of id, title/, ['colour=Farbe']],
    [/catalog.csv has no column Handel, .*did you mean Handle\?$/, ['id=Handel']],
  ])('refuses a mapping with %s', async (message, map) => {
    await expect(read('catalog.csv', ['Handle,Title', 'a,A'], { map })).rejects.toThrow(message);
  });

  it('refuses a mapping beside the catalog that is not valid, and names the place', async () => {
    writeFileSync(join(folder, 'catalog.schema.json'), '{"types": {"a": "word"}}');
    await expect(read('catalog.csv', ['id', 'a'])).rejects.toThrow(/catalog.schema.json: \/types\/a: /);
    writeFileSync(join(folder, 'catalog.schema.json'), '{');
    await expect(read('catalog.csv', ['id', 'a'])).rejects.toThrow(/catalog.schema.json is no JSON: /);
  });

  it('rejects records with values that cannot be read if it is strict', async () => {
    const { products, said } = await read('a.jsonl', ['{"id":"a"}', '{"id":"b","price":"x"}'], { strict: true });
    expect(products).toEqual([{ id: 'a' }]);
    expect(said[0]).toBe('a.jsonl:2: invalid-record: price: not-a-number: x');
  });

  it('counts fields by name only up to a number of names', async () => {
    const lines = Array.from({ length: 1_100 }, (_, i) => JSON.stringify({ id: `p${i}`, [`x${i}`]: { a: 1 } }));
    const { said } = await read('a.jsonl', lines);
    expect(said.at(-1)).toBe('a.jsonl: left out: 100 values of other fields');
    expect(said.find((line) => line.includes('once (nested'))).toMatch(/ and 988 more$/);
  });

  it('reads training rows by the same options, and says what it left out of them', async () => {
    writeFileSync(join(folder, 'catalog.jsonl'), '{"id":"a"}\n{"id":"b"}\n');
    writeFileSync(join(folder, 'train.csv'), 'x,y,at\na,b,soon\n');
    const output = captureOutput();
    const set = await readTrainingSet(folder, output, { map: ['anchor=x', 'positive=y'] });
    expect(set.pairs).toHaveLength(1);
    expect(output.written.err).toContain('train.csv: left out: at once (not-a-time; line 2: soon)');
  });
});
