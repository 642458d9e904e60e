import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openFile } from '../../../lambdas/formats/files/open-file.ts';
import type { ReadRecord } from '../../../lambdas/formats/files/raw-record.ts';
import { readRaw } from '../../support/formats/read-raw.ts';
import { zipped } from '../../support/formats/zip-archive.ts';
import { chunked, collect, gzipped } from '../../support/stores/byte-streams.ts';

const csv = 'id,title\np1,a\np2,b\n';
const expected = [
  { line: 2, value: { id: 'p1', title: 'a' } },
  { line: 3, value: { id: 'p2', title: 'b' } },
];

/** Many lines that compress badly: of a cut file a part can be read. */
function manyLines(count: number): string[] {
  return Array.from({ length: count }, (_, i) => JSON.stringify({ id: `p${i}`, title: String(Math.sin(i)) }));
}

/** The lines that are read before a file breaks off, and why it does. */
async function readBroken(content: Uint8Array, name: string) {
  const lines: number[] = [];
  const rejected: ReadRecord[] = [];
  const source = { name, open: async () => chunked(content, 1000) };
  const file = await openFile(source, { maxRecordBytes: 1000, maxFileBytes: 1024 ** 3 });
  let failure: unknown;
  try {
    for await (const record of file.records()) {
      if (record.ok) lines.push(record.line);
      else rejected.push(record);
    }
  } catch (cause) {
    failure = cause;
  }
  return { lines, rejected, failure };
}

describe('a compressed file', () => {
  it.each([
    ['gzip with its ending', 'a.csv.gz', gzipped(csv), 'gzip'],
    ['gzip without its ending', 'a.csv', gzipped(csv), 'gzip'],
    ['zip', 'a.zip', zipped({ 'export/a.csv': csv }), 'zip'],
    ['zip that was written to a stream', 'a.csv', zipped({ 'a.csv': csv }, { isStreamed: true }), 'zip'],
    ['zip in gzip', 'a.gz', gzipSync(zipped({ 'a.csv': csv })), 'gzip'],
  ])('is read as its bytes say: %s', async (_, name, content, compression) => {
    const { good, found } = await readRaw(content, { name });
    expect(good).toEqual(expected);
    expect(found.compression).toBe(compression);
  });

  it('is read as it is if its name only says that it is compressed', async () => {
    const { good, found } = await readRaw(csv, { name: 'a.csv.gz' });
    expect(good).toEqual(expected);
    expect(found).not.toHaveProperty('compression');
    expect(found.notes).toEqual(['the name a.csv.gz says compressed, but the file is not']);
  });

  it('may be compressed twice, which is reported, but not more than three times', async () => {
    const twice = gzipSync(gzipped(csv));
    expect((await readRaw(twice)).found.notes).toEqual(['the file is compressed 2 times']);
    await expect(readRaw(gzipSync(gzipSync(twice)))).rejects.toMatchObject({ code: 'unsupported-format' });
  });

  it('may have more bytes than are allowed for the file, if they are not unpacked', async () => {
    for (const packed of [gzipped('x'.repeat(100_000)), zipped({ 'a.csv': 'x'.repeat(100_000) })])
      await expect(readRaw(packed, { maxFileBytes: 10_000 })).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('a gzip file that is cut off', () => {
  const lines = manyLines(3000);
  const whole = gzipped(`${lines.join('\n')}\n`);

  it.each([
    ['JSON lines', `${lines.join('\n')}\n`, 3000],
    ['a table', `id,title\n${lines.map((_, i) => `p${i},"${Math.sin(i)}"`).join('\n')}\n`, 3000],
    ['a JSON array', `[${lines.join(',\n')}]`, 3000],
  ])('keeps all lines before the end of %s, the last whole one too', async (_, text, count) => {
    const packed = gzipped(text);
    const { lines: read, rejected, failure } = await readBroken(packed.subarray(0, packed.length - 4), 'a.gz');
    // Only the length at the end of the file is missing.
    expect(read).toHaveLength(count);
    expect(rejected).toEqual([]);
    expect(failure).toMatchObject({ code: 'broken-gzip' });
  });

  it.each([
    ['{"id":"a"}\n{"id":"b"}', 4, [1, 2]],
    ['{"id":"a"}\n{"id":"b"', 4, [1]],
    ['{"id":"a"}\n12', 4, [1]],
    ['{"id":"a"}', 8, [1]],
    ['{"id":"a"}\n{"id":"b"}\n', 4, [1, 2]],
  ])(
    'keeps a last record that is whole, although its line may not be: %j without %i bytes',
    async (text, cut, kept) => {
      const packed = gzipped(text);
      const { lines: read, rejected } = await readBroken(packed.subarray(0, packed.length - cut), 'a.jsonl.gz');
      expect(read).toEqual(kept);
      expect(rejected).toEqual([]);
    },
  );

  it('gives no line that is not whole', async () => {
    for (const share of [0.2, 0.5, 0.9]) {
      const {
        lines: read,
        rejected,
        failure,
      } = await readBroken(whole.subarray(0, whole.length * share), 'a.jsonl.gz');
      expect(read.length).toBeGreaterThan(2800 * share);
      expect(rejected).toEqual([]);
      expect(failure).toMatchObject({ code: 'broken-gzip', message: expect.stringContaining('damaged or cut off') });
    }
  });

  it.each([2, 3000])('keeps all %i lines before bytes that are no gzip', async (count) => {
    const packed = gzipped(`${lines.slice(0, count).join('\n')}\n`);
    const page = Buffer.from('<html>the connection was lost</html>');
    const { lines: read, rejected, failure } = await readBroken(Buffer.concat([packed, page]), 'a.jsonl.gz');
    expect(read).toHaveLength(count);
    expect(rejected).toEqual([]);
    expect(failure).toMatchObject({ code: 'broken-gzip' });
  });

  it('keeps the lines before a damage in the middle, up to the one that has it', async () => {
    const [before, after] = [lines.slice(0, 1500), lines.slice(1500)].map((some) => gzipped(`${some.join('\n')}\n`));
    // The kind of its first block is one that does not exist.
    after![10] = 0xff;
    const { lines: read, rejected } = await readBroken(Buffer.concat([before!, after!]), 'a.jsonl.gz');
    expect(read).toHaveLength(1500);
    expect(rejected).toEqual([]);
  });

  it('is refused at once if no byte of it can be unpacked', async () => {
    await expect(readRaw(whole.subarray(0, 5))).rejects.toMatchObject({ code: 'broken-gzip' });
  });
});

describe('a zip file', () => {
  it('must hold one data file; what systems add does not count', async () => {
    const files = {
      'a/': '',
      'a/catalog.csv': csv,
      '__MACOSX/a/._catalog.csv': 'x',
      'a/.DS_Store': 'x',
      'a/README.md': 'x',
    };
    const { good, found } = await readRaw(zipped(files), { name: 'a.zip' });
    expect(good).toEqual(expected);
    expect(found.notes).toEqual(['the file in the archive is a/catalog.csv']);
  });

  it.each([
    ['no file', zipped({}), 'a.zip holds no file'],
    ['several', zipped({ 'a.csv': csv, 'b.csv': csv }), 'a.zip holds 2 files (a.csv, b.csv): upload each by itself'],
    [
      'one that is protected',
      zipped({ 'a.csv': csv }, { isEncrypted: true }),
      'a.csv in a.zip is protected by a password',
    ],
    ['a part of one', zipped({ 'a.csv': csv }).subarray(0, -30), 'the zip file a.zip is damaged or cut off'],
  ])('is refused with %s', async (_, content, message) => {
    await expect(readRaw(content, { name: 'a.zip' })).rejects.toMatchObject({
      code: 'broken-zip',
      message: expect.stringContaining(message),
    });
  });

  it('keeps the rows before a damage', async () => {
    const content = `id,title\n${manyLines(20_000)
      .map((_, i) => `p${i},${Math.sin(i)}`)
      .join('\n')}`;
    const packed = zipped({ 'a.csv': content });
    packed.fill(0xff, packed.length >> 1, (packed.length >> 1) + 100);
    const { lines, failure } = await readBroken(packed, 'a.zip');
    expect(lines.length).toBeGreaterThan(5000);
    expect(failure).toMatchObject({ code: 'broken-zip' });
  });

  it('is an Excel workbook if its parts are those of one', async () => {
    const workbook = zipped({ '[Content_Types].xml': '<x/>', 'xl/workbook.xml': '<x/>' });
    await expect(readRaw(workbook)).rejects.toMatchObject({
      code: 'unsupported-format',
      message: 'catalog.csv is an Excel workbook or another Office document: save the sheet as CSV UTF-8',
    });
  });

  it('is read again for each reading if it is large, and passes on the error of its source', async () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => `p${i},${Math.sin(i)}${Math.cos(i)}${Math.tan(i)}`);
    const content = zipped({ 'a.csv': `id,title\n${rows.join('\n')}` });
    let opened = 0;
    const open = async () => {
      opened += 1;
      if (opened > 10) throw new Error('the store is down');
      return chunked(content, 65_536);
    };
    const file = await openFile({ name: 'a.zip', open }, { maxRecordBytes: 1000, maxFileBytes: 1024 ** 3 });
    const readAll = async () => (await collect(file.records())).length;
    expect(await readAll()).toBe(50_000);
    await expect(async () => {
      for (let i = 0; i < 10; i++) await readAll();
    }).rejects.toThrow('the store is down');
  });
});
