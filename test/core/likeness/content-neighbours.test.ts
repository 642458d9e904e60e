import { describe, expect, it } from 'vitest';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { findContentNeighbours } from '../../../lambdas/core/likeness/content-neighbours.ts';
import { findTextNeighbours } from '../../../lambdas/core/likeness/text-neighbours.ts';
import { findNearestVectors, gatherVectors } from '../../../lambdas/core/likeness/vector-rows.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { addGivenVectors } from '../../support/core/given-vectors.ts';
import { colouredThings } from '../../support/core/training-factories.ts';

const random = new CounterRandom(1, 'vectors');
const things = addGivenVectors(
  colouredThings(),
  colouredThings().map((_, i) => (i % 5 === 0 ? undefined : Array.from({ length: 6 }, () => random.normal()))),
);
const all = new Uint8Array(things.length).fill(1);

/** The neighbours of all things with vectors of a weight. */
function neighboursOf(weight: number) {
  const space = fitFeatureSpace(things, [], { ...defaultFeatureConfig, unknownBuckets: 0 }, { image: weight });
  const inputs = space.extract(things);
  return { inputs, found: findContentNeighbours(space, inputs, 29, all) };
}

describe('findContentNeighbours', () => {
  it('ranks by the cosine of tokens and vectors together, which missing vectors are orthogonal to', () => {
    const { inputs, found } = neighboursOf(2);
    const { bags, dense, B } = inputs;
    const F = dense.length / B;
    // The inputs of a product as one vector, without its price.
    const partsOf = (i: number) => {
      const parts = new Map<string, number>();
      for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++) parts.set(`t${bags.tokens[t]}`, bags.weights[t]!);
      for (let f = F - 6; f < F; f++) parts.set(`v${f}`, dense[i * F + f]!);
      return parts;
    };
    const cosine = (i: number, j: number) => {
      const [a, b] = [partsOf(i), partsOf(j)];
      const length = (parts: Map<string, number>) => Math.hypot(...parts.values());
      return [...a].reduce((sum, [key, x]) => sum + x * (b.get(key) ?? 0), 0) / (length(a) * length(b));
    };
    for (let i = 0; i < B; i++) {
      for (let t = found.offsets[i]!; t < found.offsets[i + 1]!; t++)
        expect(found.weights[t]).toBeCloseTo(cosine(i, found.columns[t]!), 5);
      const best = Math.max(...Array.from({ length: B }, (_, j) => (j === i ? -1 : cosine(i, j))));
      expect(found.weights[found.offsets[i]!]).toBeCloseTo(best, 5);
    }
  });

  it('ranks by texts alone with the least weight', () => {
    const { inputs, found } = neighboursOf(0.05);
    expect(found).toEqual(findTextNeighbours(inputs, 29, all));
  });
});

describe('findNearestVectors', () => {
  it('neither gives a product itself nor products without a vector or outside the candidates', () => {
    const { inputs } = neighboursOf(1);
    const F = inputs.dense.length / inputs.B;
    const vectors = gatherVectors(inputs, [{ at: F - 6, width: 6 }]);
    const candidates = all.map((_, i) => Number(i < 20));
    findNearestVectors(vectors, 4, candidates, all).forEach((rows, i) => {
      expect(rows === undefined).toBe(i % 5 === 0);
      for (const row of rows ?? []) expect([row < 20, row % 5 !== 0, row !== i]).toEqual([true, true, true]);
      if (rows) expect(rows).toHaveLength(4);
    });
  });
});
