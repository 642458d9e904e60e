import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
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
