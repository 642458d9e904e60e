import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { ProductNeighbours } from '../../core/search/queries/neighbours-of-all.ts';
import { type NeighbourLists, readRows, type VectorTable, vectorOf } from './export-contents.ts';

/** Pairs of a product and a neighbour in a row group. */
const GROUP_PAIRS = 2 ** 17;

const REQUIRED = { repetition_type: 'REQUIRED' } as const;
const text = (name: string): SchemaElement => ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', ...REQUIRED });

/** A product per row: `id`, and `vector` as a list of float32. */
const VECTOR_SCHEMA: readonly SchemaElement[] = [
  { name: 'root', num_children: 2 },
  text('id'),
  { name: 'vector', num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' }, ...REQUIRED },
  { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
  { name: 'element', type: 'FLOAT', ...REQUIRED },
];

/** A pair of products per row. */
const NEIGHBOUR_SCHEMA: readonly SchemaElement[] = [
  { name: 'root', num_children: 4 },
  text('id'),
  { name: 'rank', type: 'INT32', ...REQUIRED },
  text('neighbour'),
  { name: 'score', type: 'DOUBLE', ...REQUIRED },
];

/** The vectors as a Parquet file with the columns `id` and `vector`, a row group per block. */
export async function* writeVectorParquet(table: VectorTable): AsyncGenerator<Uint8Array, void, void> {
  const file = new ParquetChunks(VECTOR_SCHEMA, table.modelVersion);
  for await (const rows of readRows(table)) {
    const vectors = rows.ids.map((_, row) => Array.from(vectorOf(rows, row)));
    yield file.writeGroup([
      { name: 'id', data: [...rows.ids] },
      // Vectors hold few equal numbers, and do not get smaller by compression.
      { name: 'vector', data: vectors, encoding: 'PLAIN', codec: 'UNCOMPRESSED', statistics: false },
    ]);
  }
  yield file.end();
}

/**
 * Neighbours as a Parquet file with the columns `id`, `rank` (from 1), `neighbour` and `score`.
 * @param groupPairs The fewest rows of a row group, except of the last (default 131,072).
 */
export async function* writeNeighbourParquet(
  lists: NeighbourLists,
  modelVersion: string,
  groupPairs = GROUP_PAIRS,
): AsyncGenerator<Uint8Array, void, void> {
  const file = new ParquetChunks(NEIGHBOUR_SCHEMA, modelVersion);
  let waiting: Pair[] = [];
  for await (const some of lists) {
    for (const list of some) waiting.push(...listPairs(list));
    if (waiting.length < groupPairs) continue;
    yield file.writeGroup(pairColumns(waiting));
    waiting = [];
  }
  if (waiting.length > 0) yield file.writeGroup(pairColumns(waiting));
  yield file.end();
}

interface Pair {
  readonly id: string;
  readonly neighbour: string;
  readonly rank: number;
  readonly score: number;
}

function listPairs({ id, neighbours }: ProductNeighbours): Pair[] {
  return neighbours.map(({ id: neighbour, rank, score }) => ({ id, neighbour, rank, score }));
}

function pairColumns(pairs: readonly Pair[]): ColumnSource[] {
  return (['id', 'rank', 'neighbour', 'score'] as const).map((name) => ({
    name,
    data: pairs.map((pair) => pair[name]),
  }));
}

/** Writes a Parquet file chunk by chunk: only one row group is in memory. */
class ParquetChunks {
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;

  constructor(schema: readonly SchemaElement[], modelVersion: string) {
    const kvMetadata = [{ key: 'modelVersion', value: modelVersion }];
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema: [...schema], createdBy: 'kindred', kvMetadata });
  }

  writeGroup(columns: readonly ColumnSource[]): Uint8Array {
    const columnData = columns.map((column) => ({ ...column, offsetIndex: false }));
    this.#writer.write({ columnData, rowGroupSize: columns[0]!.data.length });
    return this.#take();
  }

  end(): Uint8Array {
    this.#writer.finish();
    return this.#take();
  }

  /** The bytes since the last call. Offsets in the file go on counting. */
  #take(): Uint8Array {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    return bytes;
  }
}
