import { portableExp, portableLog } from '../numerics/portable-math.ts';
import type { WeightedRows } from './weighted-rows.ts';

/** One source of likeness over N products, e.g. co-occurrence or text, and its weight in the blend, at least 0. */
export interface LikenessSource {
  readonly rows: WeightedRows;
  readonly weight: number;
}

/** Probabilities below this share of a row's largest are dropped: they form a long tail of accidental co-occurrence. */
const MIN_SHARE = 0.001;

/**
 * Builds for each product a distribution over the products it should be near to. It is the blend that shops write by
 * hand: the weighted sum of the sources, raised to a power and normalized. Co-occurrence is shrunk by its evidence. A
 * product with little evidence is therefore trained mostly on text, and one with much evidence mostly on co-occurrence.
 * @param sharpness The power, in (0, 20]. Above 1 the strongest entries gain weight.
 * @param isWanted (N): 1 for products that get a row; default all. The rows of others are empty.
 * @returns (N) rows of probabilities. A product without an entry in any source has an empty row.
 */
export function buildLikenessTargets(
  sources: readonly LikenessSource[],
  sharpness: number,
  isWanted?: Uint8Array,
): WeightedRows {
  const N = sources[0]!.rows.offsets.length - 1;
  const offsets = new Int32Array(N + 1);
  const columns: number[] = [];
  const probabilities: number[] = [];
  for (let i = 0; i < N; i++) {
    const row = new Map<number, number>();
    if (isWanted?.[i] !== 0) for (const { rows, weight } of sources) addRow(row, rows, i, weight);
    for (const [column, probability] of normalizeRow(row, sharpness)) {
      columns.push(column);
      probabilities.push(probability);
    }
    offsets[i + 1] = columns.length;
  }
  return { offsets, columns: Int32Array.from(columns), weights: Float32Array.from(probabilities) };
}

function addRow(row: Map<number, number>, { offsets, columns, weights }: WeightedRows, i: number, scale: number): void {
  if (scale === 0) return;
  for (let t = offsets[i]!; t < offsets[i + 1]!; t++) {
    const column = columns[t]!;
    row.set(column, (row.get(column) ?? 0) + scale * weights[t]!);
  }
}

/** Turns weights into probabilities, sorted by falling probability, ties by column. */
function normalizeRow(row: ReadonlyMap<number, number>, sharpness: number): [number, number][] {
  const largest = Math.max(...row.values());
  const kept = [...row]
    .map(([column, weight]): [number, number] => [column, portableExp(sharpness * portableLog(weight / largest))])
    .filter(([, weight]) => weight >= MIN_SHARE)
    .sort(([a, x], [b, y]) => y - x || a - b);
  const sum = kept.reduce((total, [, weight]) => total + weight, 0);
  return kept.map(([column, weight]) => [column, weight / sum]);
}
