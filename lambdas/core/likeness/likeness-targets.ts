import { portableExp, portableLog } from '../kernels/portable-math.ts';
import type { WeightedRows } from './weighted-rows.ts';

export interface TargetOptions {
  /** What the cosine of texts weighs beside likeness by company, at least 0. */
  readonly textWeight: number;
  /** Likeness is taken to this power before it is shared out: above 1 the strongest count for more. In (0, 10]. */
  readonly sharpness: number;
}

/** Chances below this share of a row's largest are left out: a long tail of chance meetings. */
const SMALLEST_SHARE = 0.001;

/**
 * For each product a distribution over the products it should be near to: the blend that shops write by hand,
 * company + textWeight x text, to a power, as chances. Company is shrunk by its evidence, so that a product of little evidence
 * is taught by what it says of itself and one of much by the company it keeps. A product with neither has an empty row.
 * @param company Of N products, by `sharedRows`. @param text Their nearest by text.
 */
export function likenessTargets(
  company: WeightedRows,
  text: WeightedRows,
  { textWeight, sharpness }: TargetOptions,
): WeightedRows {
  const N = company.offsets.length - 1;
  const offsets = new Int32Array(N + 1);
  const columns: number[] = [];
  const chances: number[] = [];
  for (let i = 0; i < N; i++) {
    const row = new Map<number, number>();
    addRow(row, company, i, 1);
    addRow(row, text, i, textWeight);
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
    .filter(([, weight]) => weight >= SMALLEST_SHARE)
    .sort(([a, x], [b, y]) => y - x || a - b);
  const sum = kept.reduce((total, [, weight]) => total + weight, 0);
  return kept.map(([column, weight]) => [column, weight / sum]);
}
