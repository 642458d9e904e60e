import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findClusters, joinClusters } from '../../../lambdas/core/likeness/clusters.ts';
import { computeCoOccurrence } from '../../../lambdas/core/likeness/co-occurrence.ts';
import { readLikeness } from '../../../lambdas/core/likeness/known-likeness.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';

type Pair = readonly [number, number];

const trainingOf = (pairs: readonly Pair[]) => ({
  pairs: pairs.map(([anchor, positive]) => ({ anchor, positive })),
  groups: [],
});
/** Products of which every four have a title in common, and a word of their own. */
const titled = (N: number) => Array.from({ length: N }, (_, i) => ({ title: `drill ${Math.floor(i / 4)} shop${i}` }));
const random = () => new CounterRandom(1, 'known likeness');

/** Pairs of each offer with the next one of its product, which has `size` offers. */
const offers = (products: number, size: number): Pair[] =>
  Array.from({ length: products * (size - 1) }, (_, i) => {
    const first = Math.floor(i / (size - 1)) * size + (i % (size - 1));
    return [first, first + 1];
  });

describe('readLikeness', () => {
  it('reads several offers of each product as clusters, and makes every two of a cluster partners', () => {
    const { kind, coOccurrence } = readLikeness(titled(400), trainingOf(offers(100, 4)));
    expect(kind).toBe('clusters');
    for (const first of [0, 4, 396]) {
      const row = coOccurrence.columns.slice(coOccurrence.offsets[first]!, coOccurrence.offsets[first + 1]!);
      expect([...row]).toEqual([first + 1, first + 2, first + 3]);
    }
  });

  it('reads one offer in each of two shops as a matching', () => {
    expect(readLikeness(titled(200), trainingOf(offers(100, 2))).kind).toBe('matching');
  });

  it.each([
    ['pairs at random', (draw: CounterRandom): Pair => [draw.integer(400), draw.integer(400)]],
    [
      'pairs at random within departments of 50 products',
      (draw: CounterRandom): Pair => {
        const department = 50 * draw.integer(8);
        return [department + draw.integer(50), department + draw.integer(50)];
      },
    ],
  ])('reads %s as other likeness', (_name, drawPair) => {
    const draw = random();
    const pairs = Array.from({ length: 600 }, () => drawPair(draw)).filter(([a, b]) => a !== b);
    const training = trainingOf(pairs);
    expect(readLikeness(titled(400), training)).toEqual({
      kind: 'other',
      coOccurrence: computeCoOccurrence(400, training),
    });
  });

  it('reads clusters of titles that are not alike as other likeness, such as films of one director', () => {
    const films = Array.from({ length: 400 }, (_, i) => ({ title: `film number${i} name${i} word${i}` }));
    expect(readLikeness(films, trainingOf(offers(100, 4))).kind).toBe('other');
  });

  it('reads a few clusters in a large catalog as other likeness, because chance gives them too', () => {
    expect(readLikeness(titled(4000), trainingOf(offers(20, 4))).kind).toBe('other');
  });

  it('reads baskets as other likeness, because products outside of a basket may go with it', () => {
    const groups = Array.from({ length: 100 }, (_, i) => ({
      kind: 'basket' as const,
      items: Int32Array.from([4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3]),
    }));
    expect(readLikeness(titled(400), { pairs: [], groups }).kind).toBe('other');
  });
});

describe('joinClusters', () => {
  it('gives each product all others that a chain of pairs leads to', () => {
    const product = fc.integer({ min: 0, max: 11 });
    const pairs = fc.array(fc.tuple(product, product), { maxLength: 12 });
    fc.assert(
      fc.property(pairs, (all) => {
        const { offsets, columns } = joinClusters(findClusters(computeCoOccurrence(12, trainingOf(all))));
        const partners = Array.from({ length: 12 }, (_, i) => new Set(columns.slice(offsets[i]!, offsets[i + 1]!)));
        for (const [a, b] of all) if (a !== b) expect(partners[a]!.has(b)).toBe(true);
        partners.forEach((of, i) => {
          expect(of.has(i)).toBe(false);
          for (const j of of) expect(new Set([...partners[j]!, j])).toEqual(new Set([...of, i]));
        });
      }),
    );
  });
});
