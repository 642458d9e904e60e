import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { computeQuantileEdges, findBins } from '../../../lambdas/core/features/number-bins.ts';

const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 200 });

describe('computeQuantileEdges and findBins', () => {
  it('put a sixteenth of the catalog between two edges', () => {
    const values = Array.from({ length: 160 }, (_, i) => i);
    const edges = computeQuantileEdges(values.toReversed());
    expect(edges).toEqual(Array.from({ length: 15 }, (_, i) => 10 * (i + 1)));
    expect(findBins(0, edges)).toEqual(['a0', 'b0']);
    expect(findBins(10, edges)).toEqual(['a0', 'b1']);
    expect(findBins(19.9, edges)).toEqual(['a0', 'b1']);
    expect(findBins(20, edges)).toEqual(['a1', 'b1']);
    expect(findBins(1e9, edges)).toEqual(['a7', 'b8']);
    expect(findBins(-1e9, edges)).toEqual(['a0', 'b0']);
  });

  it('give two near values a common bin, wherever the edges are', () => {
    const edges = computeQuantileEdges(Array.from({ length: 160 }, (_, i) => i));
    fc.assert(
      fc.property(fc.double({ min: 0, max: 149, noNaN: true }), (value) => {
        const near = new Set(findBins(value + 9.9, edges));
        expect(findBins(value, edges).some((bin) => near.has(bin))).toBe(true);
      }),
    );
  });

  it('give bins that ascend with the value, for every catalog', () => {
    fc.assert(
      fc.property(numbers, fc.double({ noNaN: true }), fc.double({ noNaN: true }), (values, x, y) => {
        const edges = computeQuantileEdges(values);
        const [low, high] = [findBins(Math.min(x, y), edges), findBins(Math.max(x, y), edges)];
        expect(low[0] <= high[0] && low[1] <= high[1]).toBe(true);
        expect(edges.every((edge, i) => i === 0 || edge >= edges[i - 1]!)).toBe(true);
      }),
    );
    expect(computeQuantileEdges([])).toEqual([]);
  });
});

describe('bins of numbers as tokens', () => {
  const catalog = Array.from({ length: 64 }, (_, i) => ({ id: `p${i}`, price: i + 1, attributes: { watts: 64 - i } }));
  const binned = fitFeatureSpace(catalog, [], { ...defaultFeatureConfig, numberBinWeight: 1 });
  const tokensOf = (product: object) =>
    [...binned.extract([{ id: 'x', ...product }]).bags.tokens].map((row) => binned.vocabulary.tokens[row]);

  it('exist for prices and numeric attributes, beside the dense inputs', () => {
    expect(tokensOf({ price: 1 })).toEqual(['number:price=a0', 'number:price=b0']);
    expect(tokensOf({ attributes: { watts: 64 } })).toEqual(['number:attribute:watts=a7', 'number:attribute:watts=b8']);
    expect(binned.denseWidth).toBe(2);
    expect(tokensOf({ title: 'x', attributes: { volts: 3 } }).join()).not.toContain('number:');
  });

  it('use the edges of the training catalog', () => {
    // Expensive compared with the training catalog, independent of the other products of the batch.
    const dear = Array.from({ length: 20 }, (_, i) => ({ id: `q${i}`, price: 1e6 + i }));
    const { bags } = binned.extract(dear);
    expect(new Set([...bags.tokens].map((row) => binned.vocabulary.tokens[row]))).toEqual(
      new Set(['number:price=a7', 'number:price=b8']),
    );
  });

  it('are off by default', () => {
    const plain = fitFeatureSpace(catalog, [], defaultFeatureConfig);
    expect(plain.vocabulary.tokens).toEqual([]);
    expect(plain.sources.every((source) => !('edges' in source))).toBe(true);
  });
});
