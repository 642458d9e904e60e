import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { golden } from './golden.ts';

/** A golden case of a loss over labelled rows. */
export interface LabelledCase {
  readonly name: string;
  readonly params: { readonly distance?: string; readonly margin?: number; readonly temperature?: number };
  readonly inputs: { readonly embeddings: number[][] };
  readonly labels: number[];
  readonly loss: number;
  readonly gradients: { readonly embeddings: number[][] };
}

/** The golden cases of a name, each with a title. */
export function labelledCases(name: string): [string, LabelledCase][] {
  const { cases } = golden<{ cases: LabelledCase[] }>('losses');
  return cases.filter((one) => one.name === name).map((one) => [JSON.stringify(one.params), one]);
}

/** Random rows (N, D) of the given labels, rows of one label nearer to each other. */
export function randomRows(labels: readonly number[], D: number, seed = 1): { x: Float64Array; labels: Int32Array } {
  const random = new CounterRandom(seed, 'labelled rows');
  const centres = new Map(
    [...new Set(labels)].map((label) => [label, Array.from({ length: D }, () => random.normal())]),
  );
  const x = labels.flatMap((label) => centres.get(label)!.map((centre) => centre + random.normal()));
  return { x: Float64Array.from(x), labels: Int32Array.from(labels) };
}

/** Batches that offer little or nothing to learn from. */
export const degenerateBatches: readonly { name: string; x: Float64Array; labels: Int32Array; D: number }[] = [
  { name: 'no rows', x: new Float64Array(0), labels: new Int32Array(0), D: 3 },
  { name: 'one row', x: Float64Array.of(1, 2, 3), labels: Int32Array.of(4), D: 3 },
  { name: 'one label, so no negatives', ...randomRows([5, 5, 5, 5], 3), D: 3 },
  { name: 'no label twice, so no positives', ...randomRows([1, 2, 3, 4], 3), D: 3 },
  { name: 'all rows the same', x: new Float64Array(12).fill(0.5), labels: Int32Array.of(0, 0, 1, 1), D: 3 },
  { name: 'all rows zero', x: new Float64Array(12), labels: Int32Array.of(0, 0, 1, 1), D: 3 },
  {
    name: 'anchors that are their positives',
    x: Float64Array.of(1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0),
    labels: Int32Array.of(0, 0, 1, 1),
    D: 3,
  },
];
