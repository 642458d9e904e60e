import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import { serializeTCompactProtocol } from 'hyparquet-writer/src/thrift.js';
import { describe, expect, it } from 'vitest';
import { readCatalogText, readTrainingText } from '../../support/exports/read-text.ts';

type Columns = Parameters<typeof parquetWriteBuffer>[0]['columnData'];
type Compressors = NonNullable<Parameters<typeof parquetWriteBuffer>[0]['compressors']>;

function parquet(columnData: Columns): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

describe('a Parquet file', () => {
  it('is a catalog by its columns, with numbers, flags, times and lists', async () => {
    const bytes = parquet([
      { name: 'id', data: [1n, 2n, 9_007_199_254_740_993n], type: 'INT64' },
      { name: 'title', data: ['Lamp', 'Mug', null], type: 'STRING' },
      { name: 'price', data: [19.5, null, 5], type: 'DOUBLE' },
      { name: 'colours', data: [['red', 'blue'], [], null], type: 'JSON' },
      { name: 'in_stock', data: [true, false, null], type: 'BOOLEAN' },
      { name: 'since', data: [new Date('2026-01-03T10:15:00Z'), null, null], type: 'TIMESTAMP' },
    ]);
    const { values, rejected, report } = await readCatalogText(bytes, { name: 'catalog.parquet' });
    expect(rejected).toEqual([]);
    expect(report.format).toBe('parquet');
    expect(values).toMatchObject([
      { id: '1', title: 'Lamp', price: 19.5, attributes: { colours: ['red', 'blue'] } },
      { id: '2', title: 'Mug' },
      { id: '9007199254740993', price: 5 },
    ]);
    const lamp = { ...values[0]!.attributes, ...values[0]!.payload };
    expect(lamp).toMatchObject({ in_stock: true, since: expect.stringMatching(/^2026-01-03T10:15:00/) });
  });

  it('holds lines of orders', async () => {
    const bytes = parquet([
      { name: 'order_id', data: [1, 1, 2, 2], type: 'INT32' },
      { name: 'sku', data: ['a', 'b', 'a', 'c'], type: 'STRING' },
      { name: 'qty', data: [1, 2, 1, -1], type: 'INT32' },
    ]);
    const { values, report } = await readTrainingText(bytes, { name: 'train.parquet' });
    expect(report.export).toBe('order-lines');
    expect(values).toEqual([
      { items: ['a', 'b'], kind: 'basket', quantities: [1, 2] },
      { items: ['a'], kind: 'basket' },
    ]);
  });

  it('is read in any number of rows', async () => {
    const ids = Array.from({ length: 10_001 }, (_, i) => `p${i}`);
    const { values } = await readCatalogText(parquet([{ name: 'id', data: ids }]), { name: 'catalog.parquet' });
    expect(values.map(({ id }) => id)).toEqual(ids);
  });

  it('that is damaged is refused', async () => {
    const bytes = parquet([{ name: 'id', data: ['a', 'b'] }]).subarray(0, 40);
    await expect(readCatalogText(bytes, { name: 'catalog.parquet' })).rejects.toMatchObject({
      code: 'malformed-parquet',
    });
    const directory = Buffer.from(`PAR1${'\0'.repeat(100)}PAR1`);
    await expect(readCatalogText(directory, { name: 'catalog.parquet' })).rejects.toMatchObject({
      message: 'the Parquet file cannot be read: its directory is damaged',
    });
  });

  it.each([
    ['GZIP', gzipSync],
    ['BROTLI', brotliCompressSync],
    ['ZSTD', zstdCompressSync],
  ] as const)('is unpacked no further than its header says: %s', async (codec, compress) => {
    const columnData = [{ name: 'id', data: ['a', 'b'] }];
    const write = (compressors: Compressors) => new Uint8Array(parquetWriteBuffer({ columnData, codec, compressors }));
    const good = write({ [codec]: (page: Uint8Array) => new Uint8Array(compress(page)) });
    expect((await readCatalogText(good, { name: 'catalog.parquet' })).values).toMatchObject([{ id: 'a' }, { id: 'b' }]);
    const bomb = write({ [codec]: () => new Uint8Array(compress(Buffer.alloc(1_000_000))) });
    await expect(readCatalogText(bomb, { name: 'catalog.parquet' })).rejects.toMatchObject({
      ...{ code: 'malformed-parquet', message: expect.stringContaining('larger than') },
    });
  });
});

/** What a page of the first version says of its one column, `id`. Absent: three values `a`, each there. */
interface Forged {
  readonly rows?: number;
  readonly values?: number;
  /** A run of the levels that say which values are present. */
  readonly levels?: number;
  /** A run of the places in the dictionary. */
  readonly run?: number;
  readonly dictionary?: number;
}

const MUCH = 2 ** 30;
const [DATA_PAGE, DICTIONARY_PAGE, PLAIN, RLE, RLE_DICTIONARY] = [0, 2, 0, 3, 8];

/** A file of some hundred bytes, written by hand: no writer makes such pages. */
function forged({ rows = 3, values = 3, levels = values, run = values, dictionary = 1 }: Forged): Uint8Array {
  const writer = new ByteWriter();
  writer.appendBytes(Buffer.from('PAR1'));
  const startOf = writer.offset;
  const words = new ByteWriter();
  words.appendUint32(1);
  words.appendBytes(Buffer.from('a'));
  const sizesOf = (page: ByteWriter) => ({ field_2: page.offset, field_3: page.offset });
  const ofDictionary = { field_1: dictionary, field_2: PLAIN };
  serializeTCompactProtocol(writer, { field_1: DICTIONARY_PAGE, ...sizesOf(words), field_7: ofDictionary });
  writer.appendBytes(words.getBytes());
  const page = new ByteWriter();
  const there = new ByteWriter();
  there.appendVarInt(2 * levels);
  there.appendUint8(1);
  page.appendUint32(there.offset);
  page.appendBytes(there.getBytes());
  page.appendUint8(1);
  page.appendVarInt(2 * run);
  page.appendUint8(0);
  const dataStart = writer.offset;
  const ofPage = { field_1: values, field_2: RLE_DICTIONARY, field_3: RLE, field_4: RLE };
  serializeTCompactProtocol(writer, { field_1: DATA_PAGE, ...sizesOf(page), field_5: ofPage });
  writer.appendBytes(page.getBytes());
  const bytes = BigInt(writer.offset - startOf);
  const directoryStart = writer.offset;
  writeMetadata(writer, {
    version: 1,
    schema: [
      { name: 'root', num_children: 1 },
      { name: 'id', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL', converted_type: 'UTF8' },
    ],
    num_rows: BigInt(rows),
    row_groups: [
      {
        columns: [
          {
            file_offset: 0n,
            meta_data: {
              type: 'BYTE_ARRAY',
              encodings: ['RLE_DICTIONARY'],
              path_in_schema: ['id'],
              codec: 'UNCOMPRESSED',
              num_values: BigInt(values),
              total_uncompressed_size: bytes,
              total_compressed_size: bytes,
              data_page_offset: BigInt(dataStart),
              dictionary_page_offset: BigInt(startOf),
            },
          },
        ],
        total_byte_size: bytes,
        num_rows: BigInt(rows),
      },
    ],
    metadata_length: 0,
  });
  // The writer of the directory ends with its length.
  if (writer.offset - directoryStart < 8) throw new Error('the directory is not written');
  writer.appendBytes(Buffer.from('PAR1'));
  return new Uint8Array(writer.getBytes());
}

describe('a tiny Parquet file that would be much in memory', () => {
  it('is read if it is what it says', async () => {
    const { values } = await readCatalogText(forged({}), { name: 'catalog.parquet' });
    expect(values.map(({ id }) => id)).toEqual(['a', 'a', 'a']);
  });

  it.each<[string, Forged, string, RegExp]>([
    [
      'holds billions of values in a page',
      { rows: 2 * MUCH - 1, values: 2 * MUCH - 1 },
      'too-large',
      /column id has 2147483647 values/,
    ],
    [
      'repeats a value beyond the end of its page',
      { run: MUCH },
      'malformed-parquet',
      /column id repeats a value 1073741824 times where 3 values are left/,
    ],
    [
      'repeats the level of a value beyond the end of its page',
      { levels: MUCH },
      'malformed-parquet',
      /repeats a value 1073741824 times/,
    ],
    [
      'claims more rows than its columns have',
      { rows: 10 ** 12 },
      'malformed-parquet',
      /its column id has 3 of 1000000000000 rows/,
    ],
    ['has a dictionary of billions of values', { dictionary: MUCH }, 'too-large', /column id has 1073741824 values/],
  ])('is refused before it is decoded if it %s', async (_what, made, code, message) => {
    const bytes = forged(made);
    expect(bytes.length).toBeLessThan(400);
    await expect(readCatalogText(bytes, { name: 'catalog.parquet' })).rejects.toMatchObject({
      ...{ code, message: expect.stringMatching(message) },
    });
  });

  it('is refused if its texts are long and each is the beginning of the next', async () => {
    const long = 'x'.repeat(300_000);
    const data = Array.from({ length: 1000 }, () => long);
    const bytes = parquet([{ name: 'id', data, encoding: 'DELTA_BYTE_ARRAY' }]);
    expect(bytes.length).toBeLessThan(10_000_000);
    await expect(readCatalogText(bytes, { name: 'catalog.parquet' })).rejects.toMatchObject({
      ...{ code: 'too-large', message: expect.stringMatching(/\d+ bytes of its column id would be in memory/) },
    });
  });

  it('is refused where its rows are more text than a file may have when it is unpacked', async () => {
    const data = Array.from({ length: 50_000 }, () => 'the same');
    const options = { name: 'catalog.parquet', maxBytes: 500_000 };
    await expect(readCatalogText(parquet([{ name: 'id', data }]), options)).rejects.toMatchObject({
      ...{ code: 'too-large', message: expect.stringContaining('500000 bytes as text') },
    });
  });

  it('is read if a value is repeated in all rows, as in a column of flags', async () => {
    const rows = 20_000;
    const bytes = parquet([
      { name: 'id', data: Array.from({ length: rows }, (_, i) => i), type: 'INT32' },
      { name: 'brand', data: Array.from({ length: rows }, () => 'acme') },
      { name: 'in_stock', data: Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? null : true)), type: 'BOOLEAN' },
    ]);
    const { values, rejected } = await readCatalogText(bytes, { name: 'catalog.parquet' });
    expect([values.length, rejected.length]).toEqual([rows, 0]);
    expect(values.at(-1)).toMatchObject({ id: String(rows - 1), brand: 'acme' });
  });
});
