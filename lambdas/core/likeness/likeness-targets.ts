import { portableExp, portableLog } from '../numerics/portable-math.ts';
import type { WeightedRows } from './weighted-rows.ts';

/** One kind of likeness, of N products, and what it weighs beside the others, at least 0. */
export interface LikenessPart {
  readonly rows: WeightedRows;
  readonly weight: number;
}

/** Chances below this share of a row's largest are left out: a long tail of chance meetings. */
const MIN_SHARE = 0.001;

/**
 * For each product a distribution over the products it should be near to: the blend that shops write by hand, as company and a
 * weight times text, to a power, as chances. Company is shrunk by its evidence, so that a product of little evidence
 * is taught by what it says of itself and one of much by the company it keeps. A product with neither has an empty row.
 * @param sharpness The power, in (0, 20]: above 1 the strongest count for more.
 */
export function buildLikenessTargets(parts: readonly LikenessPart[], sharpness: number): WeightedRows {
  const N = parts[0]!.rows.offsets.length - 1;
  const offsets = new Int32Array(N + 1);
  const columns: number[] = [];
  const chances: number[] = [];
  for (let i = 0; i < N; i++) {
    const row = new Map<number, number>();
    for (const { rows, weight } of parts) addRow(row, rows, i, weight);
    for (const [column, chance] of asChances(row, sharpness)) {
      columns.push(column);
      chances.push(chance);
    }
    offsets[i + 1] = columns.length;
  }
  return { offsets, columns: Int32Array.from(columns), weights: Float32Array.from(chances) };
}

function addRow(row: Map<number, number>, { offsets, columns, weights }: WeightedRows, i: number, scale: number): void {
  if (scale === 0) return;
  for (let t = offsets[i]!; t < offsets[i + 1]!; t++) {
    const column = columns[t]!;
    row.set(column, (row.get(column) ?? 0) + scale * weights[t]!);
  }
}

/** By falling chance, ties by column. */
function asChances(row: ReadonlyMap<number, number>, sharpness: number): [number, number][] {
  const largest = Math.max(...row.values());
  const kept = [...row]
    .map(([column, weight]): [number, number] => [column, portableExp(sharpness * portableLog(weight / largest))])
    .filter(([, weight]) => weight >= MIN_SHARE)
    .sort(([a, x], [b, y]) => y - x || a - b);
  const sum = kept.reduce((total, [, weight]) => total + weight, 0);
  return kept.map(([column, weight]) => [column, weight / sum]);
}
