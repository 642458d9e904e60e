import { encodeTexts } from './byte-chunks.ts';
import { type NeighbourLists, readRows, type VectorTable, vectorOf } from './export-contents.ts';

/** A line `{"id", "vector"}`. Its numbers have enough digits to give the same float32 numbers again. */
export function formatVectorLine(id: string, vector: Float32Array): string {
  return `${JSON.stringify({ id, vector: Array.from(vector) })}\n`;
}

/** The vectors as lines of `{"id", "vector"}`. */
export async function* writeVectorLines(table: VectorTable): AsyncGenerator<Uint8Array, void, void> {
  for await (const rows of readRows(table))
    yield* encodeTexts(rows.ids.values().map((id, row) => formatVectorLine(id, vectorOf(rows, row))));
}

/** Neighbours as lines of `{"id", "neighbours": [{"id", "score"}]}`. */
export async function* writeNeighbourLines(lists: NeighbourLists): AsyncGenerator<Uint8Array, void, void> {
  for await (const some of lists)
    yield* encodeTexts(
      some.map(({ id, neighbours }) => {
        const scored = neighbours.map((one) => ({ id: one.id, score: one.score }));
        return `${JSON.stringify({ id, neighbours: scored })}\n`;
      }),
    );
}
