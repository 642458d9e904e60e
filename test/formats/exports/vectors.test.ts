import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { unpackTexts } from '../../../lambdas/core/model/packed-texts.ts';
import { readSafetensors } from '../../../lambdas/core/safetensors/read-safetensors.ts';
import { countBlockRows } from '../../../lambdas/formats/exports/export-contents.ts';
import { exportFormats } from '../../../lambdas/formats/exports/export-formats.ts';
import { exportedIds, exportedTable, exportedVectors, gather } from '../../support/formats/exported.ts';

const written = async (name: keyof typeof exportFormats) => gather(exportFormats[name].writeVectors(exportedTable));
const beside = async (name: keyof typeof exportFormats) => {
  const text = (await gather(exportFormats[name].companion!.write(exportedTable))).toString();
  return text;
};
const arrayBufferOf = (bytes: Buffer) =>
  bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
const rowOf = (row: number) => Array.from(exportedVectors.subarray(row * 3, row * 3 + 3));

describe('exported vectors', () => {
  it('are read back from Parquet, with a row group per block and the version of the model', async () => {
    const file = arrayBufferOf(await written('parquet'));
    const metadata = parquetMetadata(file);
    expect(metadata.row_groups.map((group) => Number(group.num_rows))).toEqual([3, 3, 1]);
    expect(metadata.key_value_metadata).toEqual([{ key: 'modelVersion', value: 'm-0123456789abcdef' }]);
    const rows = await parquetReadObjects({ file });
    expect(rows).toEqual(exportedIds.map((id, row) => ({ id, vector: rowOf(row) })));
  });

  it('are read back from safetensors, with ids as the files of models have texts', async () => {
    const { tensors, metadata } = readSafetensors(await written('safetensors'));
    const data = (name: string) => tensors.get(name)!.data;
    expect(tensors.get('vectors')).toMatchObject({ dtype: 'F32', shape: [7, 3], data: exportedVectors });
    expect(unpackTexts(data('ids.bytes') as Uint8Array, data('ids.offsets') as Int32Array)).toEqual(exportedIds);
    expect(metadata).toEqual({ modelVersion: 'm-0123456789abcdef' });
  });

  it('are read back from JSON lines', async () => {
    const lines = (await written('jsonl')).toString().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(exportedIds.map((id, row) => ({ id, vector: rowOf(row) })));
  });

  it('are a .npy file of version 1.0 byte by byte, with the ids as JSON beside it', async () => {
    const bytes = await written('npy');
    expect([...bytes.subarray(0, 10)]).toEqual([0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0]);
    expect(bytes.subarray(10, 128).toString()).toBe(
      `${"{'descr': '<f4', 'fortran_order': False, 'shape': (7, 3), }".padEnd(117)}\n`,
    );
    expect(bytes.length).toBe(128 + 7 * 3 * 4);
    for (const [i, number] of exportedVectors.entries()) expect(bytes.readFloatLE(128 + 4 * i)).toBe(number);
    expect(JSON.parse(await beside('npy'))).toEqual(exportedIds);
  });

  it('are tabs and lines for the TensorBoard projector, with a line of metadata for each', async () => {
    const text = (await written('tsv')).toString();
    const numbers = text.split('\n').map((line) => line.split('\t').map(Number));
    expect(text.endsWith('\n')).toBe(true);
    expect(numbers.slice(0, -1)).toEqual(exportedIds.map((_, row) => rowOf(row)));
    const [header, first, ...others] = (await beside('tsv')).split('\n').map((line) => line.split('\t'));
    expect(header).toEqual(['id', 'title', 'brand', 'category']);
    expect(first).toEqual(['a', 'A lamp in lines', 'Hue', 'Home > Lamps']);
    expect(others.slice(0, -1).map(([id]) => id)).toEqual(exportedIds.slice(1).map((id) => id.replace(/\s/g, ' ')));
  });

  it.each([1, 9, 128, 10_000_000])('has .npy numbers that begin at a multiple of 64 for %i rows', async (rows) => {
    const table = { ...exportedTable, ids: new Array<string>(rows), blocks: () => [] };
    const bytes = await gather(exportFormats.npy.writeVectors(table));
    expect(bytes.length % 64).toBe(0);
    expect(bytes.readUInt16LE(8)).toBe(bytes.length - 10);
    expect(bytes.toString('latin1', 10)).toMatch(new RegExp(`'shape': \\(${rows}, 3\\), \\} *\\n$`));
  });

  it('are held a block at a time, by every format', async () => {
    for (const { writeVectors } of Object.values(exportFormats)) {
      let given = 0;
      const blocks = function* () {
        for (let block = 0; block < 3; block++) {
          given += 1;
          yield exportedVectors.slice(0, 6);
        }
      };
      const table = { ...exportedTable, ids: exportedIds.slice(0, 6), blocks };
      const seen = new Set<number>();
      for await (const _chunk of writeVectors(table)) seen.add(given);
      expect([...seen].filter((count) => count > 0)).toEqual([1, 2, 3]);
    }
  });

  it('have blocks of 1 MiB, and of one row if a vector is larger', () => {
    expect([64, 2 ** 18, 2 ** 21].map(countBlockRows)).toEqual([4096, 1, 1]);
  });
});
