import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { describeExportEndings, exportFormats, formatOfName } from '../../../lambdas/formats/exports/export-formats.ts';
import { exportFormatNames } from '../../../lambdas/formats/exports/format-names.ts';
import { writeNeighbourParquet } from '../../../lambdas/formats/exports/parquet.ts';
import { exportedIds, gather } from '../../support/formats/exported.ts';

/** A list for each id: the ids after it, at most three. */
const lists = exportedIds.map((id, i) => ({
  id,
  neighbours: exportedIds.slice(i + 1, i + 4).map((one, n) => ({ id: one, score: 0.9 - n / 10, rank: n + 1 })),
}));

async function* inParts() {
  yield lists.slice(0, 4);
  yield lists.slice(4);
}

const written = (name: 'parquet' | 'jsonl') => gather(exportFormats[name].writeNeighbours!(inParts(), 'm-1'));

describe('exported neighbours', () => {
  it('are read back from JSON lines, a line per product', async () => {
    const lines = (await written('jsonl')).toString().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      lists.map(({ id, neighbours }) => ({ id, neighbours: neighbours.map(({ rank: _, ...one }) => one) })),
    );
  });

  it('are read back from Parquet, a row per pair in the order of products and ranks', async () => {
    const file = new Uint8Array(await written('parquet')).buffer;
    expect(parquetMetadata(file).key_value_metadata).toEqual([{ key: 'modelVersion', value: 'm-1' }]);
    expect(await parquetReadObjects({ file })).toEqual(
      lists.flatMap(({ id, neighbours }) =>
        neighbours.map(({ id: neighbour, rank, score }) => ({ id, rank, neighbour, score })),
      ),
    );
  });

  it('fill row groups of Parquet that are read one by one, and make a file even if there are none', async () => {
    const each = lists.slice(0, 4).map((list) => [list]);
    const file = new Uint8Array(await gather(writeNeighbourParquet(each, 'm', 5))).buffer;
    expect(parquetMetadata(file).row_groups.map((group) => Number(group.num_rows))).toEqual([6, 6]);
    const none = new Uint8Array(await gather(writeNeighbourParquet([], 'm'))).buffer;
    expect(await parquetReadObjects({ file: none })).toEqual([]);
  });
});

describe('the list of export formats', () => {
  it('is found by the ending of a file, compressed JSON lines too', () => {
    expect(formatOfName('a/b.parquet')).toEqual({ name: 'parquet', ending: '.parquet' });
    expect(formatOfName('v.jsonl.gz')).toEqual({ name: 'jsonl', ending: '.jsonl.gz' });
    expect(['v.npy.gz', 'v', 'v.csv'].map(formatOfName)).toEqual([undefined, undefined, undefined]);
  });

  it('says which formats hold vectors and neighbours', () => {
    expect(exportFormatNames('vectors')).toEqual(['parquet', 'npy', 'safetensors', 'jsonl', 'tsv']);
    expect(describeExportEndings('neighbours')).toBe('.parquet, .jsonl.gz, .jsonl');
  });
});
