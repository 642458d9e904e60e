import { describe, expect, it } from 'vitest';
import { readRaw } from '../../support/formats/read-raw.ts';

describe('a file of another kind', () => {
  it.each([
    ['a PDF document', '%PDF-1.7\n'],
    ['an old Excel workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['a PNG image', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['a JPEG image', Buffer.from('ffd8ffe000104a464946', 'hex')],
    ['an HTML page', '\n<!DOCTYPE html><html><body>Please log in</body></html>'],
    ['an HTML page', Buffer.from('\uFEFF<html>', 'utf16le')],
    ['an SQLite database', 'SQLite format 3\0'],
    ['a 7z archive', Buffer.from('377abcaf271c', 'hex')],
    ['a Zstandard file', Buffer.from('28b52ffd0458', 'hex')],
    ['a tar archive', Buffer.concat([Buffer.from('catalog.csv'), Buffer.alloc(246), Buffer.from('ustar')])],
    ['no text file', Buffer.from(Array.from({ length: 200 }, (_, i) => i % 9))],
  ])('is called by its name, with what to do: %s', async (name, content) => {
    for (const file of ['catalog.csv', 'catalog.jsonl']) {
      await expect(readRaw(content, { name: file })).rejects.toMatchObject({
        code: 'unsupported-format',
        message: expect.stringMatching(new RegExp(`^${file} is ${name}.*: \\w+`)),
      });
    }
  });

  it('is recognized by its bytes and not by its name: XML and Parquet are read', async () => {
    const xml = '<?xml version="1.0"?><rss><item><id>p1</id></item><item><id>p2</id></item></rss>';
    expect(await readRaw(xml)).toMatchObject({ found: { format: 'xml', encoding: 'utf-8' }, good: [{ line: 1 }, {}] });
    await expect(readRaw('PAR1 and no more')).rejects.toMatchObject({ code: 'malformed-parquet' });
  });

  it('is read in the encoding that its bytes show: XML', async () => {
    const xml = '<rss><item><id>Größe</id></item>\n<item><id>Café</id></item></rss>';
    const latin = await readRaw(Buffer.from(xml, 'latin1'), { name: 'feed.xml' });
    expect(latin.good.map(({ value }) => value)).toEqual([{ id: 'Größe' }, { id: 'Café' }]);
    const [before, after] = xml.split('Café') as [string, string];
    const damaged = Buffer.concat([Buffer.from(before), Buffer.of(0xff), Buffer.from(after)]);
    expect((await readRaw(damaged, { name: 'feed.xml' })).bad).toEqual([{ line: 2, code: 'malformed-text' }]);
  });
});
