import { describe, expect, it } from 'vitest';
import {
  type DistanceGaps,
  deriveMargin,
  deriveTemperature,
  measureDistanceGaps,
  selectQuantile,
} from '../../../lambdas/core/self-tuning/distance-gaps.ts';
import { PairSampler } from '../../../lambdas/core/training/data/pair-sampler.ts';
import { prepareModel } from '../../../lambdas/core/training/plans/prepared-model.ts';
import { colouredThings, quickConfig, trainingSet } from '../../support/core/training-factories.ts';

const products = colouredThings();
const sameThing = products.flatMap(({ id }) =>
  products
    .filter((other) => other.id !== id && other.id.startsWith(id.split('-')[0]!))
    .map((other) => ({ anchor: id, positive: other.id })),
);

/** Pairs with another thing, colour and brand. */
const unrelated = products.flatMap(({ id, brand }) => {
  const [thing, colour] = id.split('-');
  const others = products.filter((one) => one.brand !== brand && !one.id.includes(thing!) && !one.id.includes(colour!));
  return others.map((other) => ({ anchor: id, positive: other.id }));
});

function gapsOn(rows: readonly { anchor: string; positive: string }[]): DistanceGaps {
  const set = trainingSet(products, rows);
  const { model, inputs } = prepareModel(set.products, [], 0, quickConfig({ dim: 64 }));
  return measureDistanceGaps(model, inputs, new PairSampler(set, 3), 1);
}

/** Gaps of 0.01, 0.02, ... 1. */
const even = Float64Array.from({ length: 100 }, (_, i) => (i + 1) / 100);
const evenGaps: DistanceGaps = { cosine: even, euclidean: even, 'squared-euclidean': even };

describe('measureDistanceGaps', () => {
  it('gives positive gaps when positives share words, and gaps near 0 when they do not', () => {
    const gaps = gapsOn(sameThing);
    expect(selectQuantile(gaps.cosine, 0.5)!).toBeGreaterThan(0.2);
    expect(selectQuantile(gapsOn(unrelated).cosine, 0.5)!).toBeLessThan(0.05);
  });

  it('gives twice the cosine gaps for the squared Euclidean distance of unit vectors', () => {
    const gaps = gapsOn(sameThing);
    for (const share of [0.1, 0.5, 0.9])
      expect(selectQuantile(gaps['squared-euclidean'], share)!).toBeCloseTo(2 * selectQuantile(gaps.cosine, share)!, 4);
  });

  it('gives the same gaps for the same seed', () => {
    expect(gapsOn(sameThing)).toEqual(gapsOn(sameThing));
  });
});

describe('deriveMargin and deriveTemperature', () => {
  it('derive a margin that leaves the given share of triplets with a loss', () => {
    for (const share of [0.25, 0.5, 0.75]) {
      const margin = deriveMargin(evenGaps, 'cosine', share)!;
      expect(even.filter((gap) => gap < margin).length / even.length).toBeCloseTo(share, 2);
    }
  });

  it('stay within their bounds, and are undefined without gaps to measure', () => {
    const of = (...gaps: number[]): DistanceGaps => {
      const sorted = Float64Array.from(gaps);
      return { cosine: sorted, euclidean: sorted, 'squared-euclidean': sorted };
    };
    expect(deriveMargin(of(-1, -0.5), 'euclidean', 0.5)).toBe(0.02);
    expect(deriveMargin(of(), 'cosine', 0.5)).toBeUndefined();
    expect(deriveTemperature(of(), 100, 0.5)).toBeUndefined();
    expect(deriveTemperature(of(-0.1), 100, 0.5)).toBeUndefined();
    expect(deriveTemperature(of(1), 2, 0.5)).toBeUndefined();
    expect(deriveTemperature(of(0.001), 100, 0.5)).toBe(0.02);
    expect(deriveTemperature(of(2), 3, 0.5)).toBe(0.5);
  });

  it('derive a temperature that finds the positive with probability 1/2 at the gap of that quantile', () => {
    const temperature = deriveTemperature(evenGaps, 256, 0.5)!;
    const gap = selectQuantile(even, 0.5)!;
    expect(1 / (1 + 255 * Math.exp(-gap / temperature))).toBeCloseTo(0.5, 9);
  });
});
