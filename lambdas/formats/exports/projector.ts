import { listCategoryPaths } from '../../core/catalog/category-paths.ts';
import { type ByteChunks, encodeTexts } from './byte-chunks.ts';
import { readRows, type VectorTable, vectorOf } from './export-contents.ts';

/** What would end a cell or a line. */
const SEPARATORS = /[\t\r\n]+/g;
const METADATA_COLUMNS = ['id', 'title', 'brand', 'category'] as const;

/** The vectors as the TensorBoard projector reads them: a line per row, with tabs between the numbers and no header. */
export async function* writeProjectorVectors(table: VectorTable): AsyncGenerator<Uint8Array, void, void> {
  for await (const rows of readRows(table))
    yield* encodeTexts(rows.ids.values().map((_, row) => `${vectorOf(rows, row).join('\t')}\n`));
}

/** The labels of the rows for the TensorBoard projector: a header, and a line per row. */
export function writeProjectorMetadata(table: VectorTable): ByteChunks {
  return encodeTexts(metadataLines(table));
}

function* metadataLines(table: VectorTable): Generator<string, void, void> {
  yield joinCells(METADATA_COLUMNS);
  for (const [row, id] of table.ids.entries()) {
    const { title = '', brand = '', category } = table.labelsOf(row);
    const paths = listCategoryPaths(category).map((steps) => steps.join(' > '));
    yield joinCells([id, title, brand, paths.join(', ')]);
  }
}

function joinCells(cells: readonly string[]): string {
  return `${cells.map((cell) => cell.replace(SEPARATORS, ' ')).join('\t')}\n`;
}
