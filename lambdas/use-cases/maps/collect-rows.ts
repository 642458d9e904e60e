import type { VectorRows } from '../../core/map/sample-layout.ts';

/**
 * Collects the rows of some products, each product once.
 * @param isWanted By the id of a product.
 * @returns undefined if there is none
 */
export async function collectRows(
  blocks: AsyncIterable<VectorRows>,
  isWanted: (id: string) => boolean,
): Promise<VectorRows | undefined> {
  const rows = new Map<string, Float32Array>();
  let D = 0;
  for await (const block of blocks) {
    D = block.D;
    for (const [i, id] of block.ids.entries()) {
      if (isWanted(id) && !rows.has(id)) rows.set(id, block.vectors.slice(i * D, (i + 1) * D));
    }
  }
  if (rows.size === 0) return undefined;
  const vectors = new Float32Array(rows.size * D);
  for (const [i, row] of [...rows.values()].entries()) vectors.set(row, i * D);
  return { ids: [...rows.keys()], vectors, D };
}
