import fc from 'fast-check';
import type { MinedPairs, TripletIndices } from '../../../lambdas/core/miners/mined.ts';

/** Labels of up to ten rows and symmetric distances between them, of few values so that there are ties. */
export const labelledDistances = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 10 }).chain((labels) =>
  fc
    .array(fc.integer({ min: 0, max: 8 }), { minLength: labels.length ** 2, maxLength: labels.length ** 2 })
    .map((values) => {
      const N = labels.length;
      const distances = Float64Array.from(values, (_value, k) => {
        const [i, j] = [Math.floor(k / N), k % N];
        return i === j ? 0 : values[Math.min(i, j) * N + Math.max(i, j)]! / 4;
      });
      return { distances, labels: Int32Array.from(labels) };
    }),
);

/** Triplets one by one. */
export function tripletList({ anchors, positives, negatives }: TripletIndices): [number, number, number][] {
  return Array.from(anchors, (anchor, t) => [anchor, positives[t]!, negatives[t]!]);
}

/** Pairs one by one. */
export function pairList({ anchors, others }: MinedPairs['positives']): [number, number][] {
  return Array.from(anchors, (anchor, t) => [anchor, others[t]!]);
}
