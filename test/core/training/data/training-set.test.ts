import { describe, expect, it } from 'vitest';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { splitHeldOut } from '../../../../lambdas/core/training/data/held-out-split.ts';
import { PairSampler } from '../../../../lambdas/core/training/data/pair-sampler.ts';
import { NO_NEGATIVE } from '../../../../lambdas/core/training/data/training-set.ts';
import { TrainingSetBuilder } from '../../../../lambdas/core/training/data/training-set-builder.ts';
import { colouredThings, tasteBaskets, trainingSet } from '../../../support/core/training-factories.ts';

const catalog = ['c', 'a', 'b'].map((id) => ({ id }));

describe('TrainingSetBuilder', () => {
  it('refers to products by their position in the order of ids', () => {
    const builder = new TrainingSetBuilder(catalog);
    expect(builder.add({ anchor: 'a', positive: 'c', negative: 'b' })).toBe('added');
    expect(builder.build()).toMatchObject({ catalogSize: 3, pairs: [{ anchor: 0, positive: 2, negative: 1 }] });
  });

  it('adds products and feature vectors given by value after the catalog', () => {
    const builder = new TrainingSetBuilder(catalog);
    expect(builder.add({ anchor: { id: 'x', title: 'X' }, positive: [1, 2] })).toBe('added');
    expect(builder.add({ anchor: { id: 'x', title: 'X again' }, positive: 'a' })).toBe('added');
    expect(builder.add({ query: 'red lamp', positive: 'a' })).toBe('added');
    const { products, pairs } = builder.build();
    expect(products.slice(3)).toEqual([
      { id: 'x', title: 'X' },
      { id: '', features: [1, 2] },
      { id: '', title: 'red lamp' },
    ]);
    expect(pairs.map(({ anchor, positive }) => [anchor, positive])).toEqual([
      [3, 4],
      [3, 0],
      [5, 0],
    ]);
  });

  it.each([
    [{ anchor: 'a', positive: 'nobody' }, 'unknown-product'],
    [{ anchor: 'a', positive: 'b', negative: 'nobody' }, 'added-as-pair'],
    [{ anchor: 'a', positive: 'nobody', negative: 'nobody' }, 'unknown-product'],
    [{ anchor: 'a', positive: 'a' }, 'too-small'],
    [{ items: ['a'], kind: 'basket' as const }, 'too-small'],
    [{ items: ['a', 'a'], kind: 'session' as const }, 'too-small'],
    [{ items: ['a', 'nobody'], kind: 'basket' as const }, 'unknown-product'],
  ] as const)('reports %j as %s', (row, outcome) => {
    expect(new TrainingSetBuilder(catalog).add(row)).toBe(outcome);
  });

  it('drops unknown products from a group, and a negative that equals the positive', () => {
    const builder = new TrainingSetBuilder(catalog);
    builder.add({ items: ['a', 'nobody', 'b'], kind: 'basket' });
    builder.add({ anchor: 'a', positive: 'b', negative: 'b' });
    const { groups, pairs } = builder.build();
    expect([...groups[0]!.items]).toEqual([0, 1]);
    expect(pairs[0]!.negative).toBe(NO_NEGATIVE);
  });

  it('finds products by their aliases too, unless two products have the alias', () => {
    const builder = new TrainingSetBuilder([
      { id: 'lamp', aliases: ['L-S', 'L-M', 'both'] },
      { id: 'mug', attributes: { SKU: 'M-1' }, payload: { gtin: ['4001', 'both'] } },
      { id: 'M-1', title: 'a product whose id is an alias of another' },
    ]);
    expect(builder.add({ items: ['L-S', '4001'], kind: 'basket' })).toBe('added');
    expect(builder.add({ anchor: 'L-M', positive: 'M-1' })).toBe('added');
    expect(builder.add({ items: ['lamp', 'both'], kind: 'basket' })).toBe('unknown-product');
    expect(builder.add({ items: ['L-S', 'L-M'], kind: 'basket' })).toBe('too-small');
    const { products, groups, pairs } = builder.build();
    expect([...groups[0]!.items].map((row) => products[row]!.id)).toEqual(['lamp', 'mug']);
    expect([pairs[0]!.anchor, pairs[0]!.positive].map((row) => products[row]!.id)).toEqual(['lamp', 'M-1']);
  });
});

describe('splitHeldOut', () => {
  const set = trainingSet(colouredThings(), tasteBaskets());

  it('holds out about the share, and no row is on both sides', () => {
    const { training, judging, heldOutRows } = splitHeldOut(set, { fraction: 0.25, seed: 1 });
    expect(heldOutRows).toBeGreaterThan(8);
    expect(heldOutRows).toBeLessThan(35);
    expect(training.groups.length + heldOutRows).toBe(80);
    expect(judging).toHaveLength(heldOutRows);
  });

  it('splits the same way for the same seed, and differently for another', () => {
    const of = (seed: number) => splitHeldOut(set, { fraction: 0.25, seed: seed }).judging;
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
    expect(splitHeldOut(set, { fraction: 0, seed: 1 }).heldOutRows).toBe(0);
  });
});

describe('PairSampler', () => {
  const draw = (rows: Parameters<typeof trainingSet>[1], window = 2) => {
    const set = trainingSet(
      ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id })),
      rows,
    );
    const batch = new PairSampler(set, window).draw(4000, new CounterRandom(1, 'test'));
    const names = (of: Int32Array) => [...of].map((row) => (row < 0 ? '-' : set.products[row]!.id));
    const [anchors, positives, negatives] = [names(batch.anchors), names(batch.positives), names(batch.negatives)];
    return anchors.map((anchor, i) => `${anchor}${positives[i]}${negatives[i]}`);
  };

  it('draws a pair in both directions, and a triplet only in its own', () => {
    expect(new Set(draw([{ anchor: 'a', positive: 'b' }]))).toEqual(new Set(['ab-', 'ba-']));
    expect(new Set(draw([{ anchor: 'a', positive: 'b', negative: 'c' }]))).toEqual(new Set(['abc']));
  });

  it('counts a product once that stands many times in a row in a session, as when a page is loaded again', () => {
    const reloads = { items: [...Array<string>(400).fill('a'), 'b'], kind: 'session' as const };
    const drawn = draw([reloads, { items: ['c', 'd'], kind: 'session' }]);
    expect(new Set(drawn)).toEqual(new Set(['ab-', 'ba-', 'cd-', 'dc-']));
    const share = drawn.filter((pair) => pair.startsWith('a') || pair.startsWith('b')).length / drawn.length;
    expect(share).toBeCloseTo(0.5, 1);
  });

  it('draws all pairs of a basket, and only pairs within the window of a session', () => {
    const items = ['a', 'b', 'c', 'd'];
    expect(new Set(draw([{ items, kind: 'basket' }])).size).toBe(12);
    const near = new Set(draw([{ items, kind: 'session' }], 1));
    expect(near).toEqual(new Set(['ab-', 'ba-', 'bc-', 'cb-', 'cd-', 'dc-']));
  });

  it('draws a basket in proportion to its number of products', () => {
    const drawn = draw([
      { items: ['a', 'b', 'c'], kind: 'basket' },
      { anchor: 'd', positive: 'e' },
    ]);
    const share = drawn.filter((pair) => !/[de]/.test(pair)).length / drawn.length;
    expect(share).toBeCloseTo(3 / 5, 1);
  });

  it('counts occurrences, so that a large basket lengthens the run linearly and not by its square', () => {
    const ids = Array.from({ length: 20 }, (_, i) => `p${i}`);
    const set = trainingSet(
      ids.map((id) => ({ id })),
      [
        { items: ids, kind: 'basket' },
        { anchor: 'p0', positive: 'p1' },
        { anchor: 'p0', positive: 'p1', negative: 'p2' },
      ],
    );
    expect(new PairSampler(set, 3)).toMatchObject({ occurrenceCount: 20 + 2 + 1, pairCount: 20 * 19 + 2 + 1 });
  });

  it('reports the probability of each product as a positive', () => {
    const set = trainingSet(
      ['a', 'b', 'c'].map((id) => ({ id })),
      [
        { items: ['a', 'b'], kind: 'basket' },
        { anchor: 'b', positive: 'c', negative: 'a' },
      ],
    );
    expect([...new PairSampler(set, 1).positiveChance]).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });
});
