import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CATALOG_MAPPING_KEY, hasEndingOf, UPLOAD_PREFIXES } from '../../../lambdas/formats/object-layout.ts';
import {
  hasUploadJob,
  MAX_UPLOAD_BYTES as MOST_OF_THE_API,
  prefixOfKey,
} from '../../../lambdas/formats/upload-rules.ts';
import { findFileFault, MAX_UPLOAD_BYTES } from '../../../lib/console/views/data/file-faults.ts';
import { columnsOf, lookAtColumns } from '../../../lib/console/views/data/first-look.ts';
import { guessKind } from '../../../lib/console/views/data/guess-kind.ts';
import { isCatalogKey, kindOfKey, kinds, MAPPING_KEY, nameOfKey } from '../../../lib/console/views/data/kinds.ts';

describe('the kinds of files', () => {
  it('are the prefixes of the API, each once', () => {
    expect(kinds.map(({ prefix }) => prefix).sort()).toEqual(Object.values(UPLOAD_PREFIXES).sort());
  });

  it.each(Object.values(UPLOAD_PREFIXES))('know a key under %s and its name', (prefix) => {
    const key = `${prefix}2026/a.jsonl`;
    expect(kindOfKey(key)?.prefix).toBe(prefixOfKey(key));
    expect(nameOfKey(key)).toBe('2026/a.jsonl');
    expect(isCatalogKey(key)).toBe(prefix.endsWith('catalog/'));
    expect(kindOfKey(key)?.effect.includes('no report')).toBe(!hasUploadJob(prefix));
  });

  it('know that the mapping is no catalog', () => {
    expect(MAPPING_KEY).toBe(CATALOG_MAPPING_KEY);
    expect(isCatalogKey(MAPPING_KEY)).toBe(false);
  });
});

describe('the beginning of a file', () => {
  it.each([
    ['\ufeffid,title,"Price, EUR"\n1,a,2', ['id', 'title', 'Price, EUR']],
    ['sep=;\r\nArtikel;Titel;"a ""b"""\r\n1;2;3', ['Artikel', 'Titel', 'a "b"']],
    ['id\ttitle\n', ['id', 'title']],
    ['\n\n{"id": "p1", "title": "a: \\"b\\""}\n{"id": "p2", "price": 3}', ['id', 'title', 'price']],
    ['[\n  {"items": ["a"], "kind": "basket"}\n]', ['items', 'kind']],
    ['<rss><channel>', []],
    ['PK\u0003\u0004a,b', []],
    ['', []],
  ])('has these columns or keys: %j', (text, columns) => {
    expect(columnsOf(text)).toEqual(columns);
  });

  it('is read of a large compressed file, and of UTF-16', async () => {
    const csv = `id,title\n${'1,a lamp\n'.repeat(500_000)}`;
    expect(await lookAtColumns(new Blob([gzipSync(csv)]))).toEqual(['id', 'title']);
    const utf16 = Buffer.from('\ufeffid,titel\n', 'utf16le');
    expect(await lookAtColumns(new Blob([utf16]))).toEqual(['id', 'titel']);
  });

  it('has no columns in damaged gzip', async () => {
    expect(await lookAtColumns(new Blob([Uint8Array.of(0x1f, 0x8b, 1, 2, 3)]))).toEqual([]);
  });
});

describe('the guess what a file is', () => {
  it.each([
    ['a.csv', ['Handle', 'Title', 'Vendor', 'Variant Price'], 'catalog/'],
    ['a.csv', ['Artikelnummer', 'Bezeichnung', 'Preis (EUR)'], 'catalog/'],
    ['orders_export.csv', ['Name', 'Email', 'Paid at', 'Lineitem quantity', 'Lineitem sku'], 'interactions/'],
    ['a.csv', ['InvoiceNo', 'StockCode', 'Description', 'UnitPrice'], 'interactions/'],
    ['a.jsonl', ['items', 'kind', 'at'], 'interactions/'],
    ['a.jsonl', ['anchor', 'positive', 'negative'], 'triplets/'],
    ['a.jsonl', ['query', 'positive'], 'triplets/'],
    ['a.jsonl', ['query', 'relevant', 'slice'], 'judging/'],
    ['baskets.parquet', [], 'interactions/'],
    ['Products.zip', [], 'catalog/'],
    ['meta.json', ['candidates'], 'judging/'],
    ['catalog.schema.json', ['fields', 'id', 'items'], 'catalog/'],
    ['data.xml', [], 'catalog/'],
  ])('of %s with %j is %s', (name, columns, prefix) => {
    const guess = guessKind(name, columns);
    expect(guess.prefix).toBe(prefix);
    expect(guess.because).not.toBe('');
  });

  it('says what told it, or that nothing did', () => {
    expect(guessKind('a.csv', ['x', 'Titel']).because).toBe('It names Titel, as products do.');
    expect(guessKind('data.xml', []).because).toContain('Check');
  });
});

describe('the faults of files', () => {
  it('are those that the API would find in names and lengths', () => {
    expect(MAX_UPLOAD_BYTES).toBe(MOST_OF_THE_API);
    const endings = ['.jsonl', '.ndjson', '.json', '.csv', '.tsv', '.TXT', '.xml', '.parquet', '', '.exe', '.csv.exe'];
    const names = endings.flatMap((ending) => ['', '.gz', '.zip'].map((packed) => `a${ending}${packed}`));
    for (const { prefix } of kinds) {
      const kind = prefix === 'judging/' ? 'judging' : isCatalogKey(prefix) ? 'catalog' : 'training';
      for (const name of names)
        expect([name, findFileFault(name, 10, prefix) === undefined]).toEqual([name, hasEndingOf(kind, name)]);
    }
  });

  it.each([
    ['shop.xlsx', 10, 'workbook'],
    ['shop.csv', 0, 'empty'],
    ['shop.csv', MAX_UPLOAD_BYTES + 1, 'at most 16 GiB'],
  ])('say what to do with %s of %i bytes', (name, bytes, words) => {
    expect(findFileFault(name, bytes, 'catalog/')).toContain(words);
  });
});
