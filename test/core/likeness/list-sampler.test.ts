import { describe, expect, it } from 'vitest';
import { ListSampler, type ListSamplerOptions } from '../../../lambdas/core/likeness/list-sampler.ts';
import { WeightedRowsBuilder } from '../../../lambdas/core/likeness/weighted-rows.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';

const N = 40;

/** A ring: product i is like the two after it. The last product is like none. */
function ring(overrides: Partial<ListSamplerOptions> = {}): ListSamplerOptions {
  const builder = new WeightedRowsBuilder();
  for (let i = 0; i < N; i++) {
    const near = i === N - 1 ? [] : [(i + 1) % (N - 1), (i + 2) % (N - 1)];
    builder.add(near, (column) => (column === near[0] ? 0.75 : 0.25), 10);
  }
  const anchorWeights = new Float64Array(N).fill(1);
  return { targets: builder.build(), anchorWeights, maxCandidates: 100, batchSize: 8, ...overrides };
}

describe('ListSampler', () => {
  it('takes all anchors and targets as candidates when they fit into maxCandidates', () => {
    const sampler = new ListSampler(ring());
    const list = sampler.draw(new CounterRandom(1, 'lists'));
    expect([...list.candidates]).toEqual(Array.from({ length: N - 1 }, (_, i) => i));
    expect(list.logQ).toBeUndefined();
    expect([sampler.anchorCount, sampler.candidateCount]).toEqual([N - 1, N - 1]);
  });

  it('adds the given negatives to the candidates', () => {
    const list = new ListSampler(ring({ negatives: new Uint8Array(N).fill(1) })).draw(new CounterRandom(1, 'lists'));
    expect([...list.candidates]).toEqual(Array.from({ length: N }, (_, i) => i));
    expect([...list.targets.columns]).not.toContain(N - 1);
  });

  it('gives every anchor its targets as probabilities that sum to 1', () => {
    const { anchors, candidates, targets } = new ListSampler(ring()).draw(new CounterRandom(1, 'lists'));
    anchors.forEach((place, i) => {
      const row = candidates[place]!;
      const at = Array.from(
        { length: targets.offsets[i + 1]! - targets.offsets[i]! },
        (_, t) => targets.offsets[i]! + t,
      );
      expect(at.map((t) => candidates[targets.columns[t]!])).toEqual([(row + 1) % (N - 1), (row + 2) % (N - 1)]);
      expect(at.map((t) => targets.chances[t])).toEqual([0.75, 0.25]);
    });
  });

  it('samples candidates beyond maxCandidates with all anchors and targets, and reports their log q', () => {
    const sampler = new ListSampler(ring({ maxCandidates: 20, batchSize: 4 }));
    const { anchors, candidates, targets, logQ } = sampler.draw(new CounterRandom(3, 'lists'));
    expect(candidates.length).toBeLessThanOrEqual(20);
    expect(new Set(candidates).size).toBe(candidates.length);
    expect(targets.offsets[anchors.length]).toBe(2 * anchors.length);
    expect(logQ!.every((log) => log < 0)).toBe(true);
  });

  it('draws anchors in proportion to their weights', () => {
    const anchorWeights = Float64Array.from({ length: N }, (_, i) => (i === 3 ? 3 : i === 5 ? 1 : 0));
    const sampler = new ListSampler(ring({ anchorWeights, batchSize: 4000 }));
    const { anchors, candidates } = sampler.draw(new CounterRandom(1, 'lists'));
    const threes = anchors.filter((place) => candidates[place] === 3).length;
    expect(new Set(anchors.map((place) => candidates[place]!))).toEqual(new Set([3, 5]));
    expect(Math.abs(threes / 4000 - 0.75)).toBeLessThan(0.04);
  });
});
