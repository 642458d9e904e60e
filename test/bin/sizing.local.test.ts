import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { limits } from '../../bin/sizing/prices.ts';
import { at, lineThrough, type Rates, readRates } from '../../bin/sizing/rates.ts';
import { crossovers, exactSize, indexedSize } from '../../bin/sizing/size-search.ts';
import { trainingSize } from '../../bin/sizing/size-training.ts';
import { syntheticShop } from '../../bin/sizing/synthetic-shop.ts';
import { sizingTables } from '../../bin/sizing/tables.ts';
import { defaultTrainingConfig } from '../../lambdas/core/training/config/training-config.ts';
import { BASE_BYTES, estimateRunBytes } from '../../lambdas/core/training/data/run-memory.ts';
import { projectRoot } from '../support/architecture/source-files.ts';

const rates = readRates();
/** Rates that can be reckoned with in the head. */
const round: Rates = {
  ...rates,
  training: {
    memoryBytes: { base: 2 ** 30, perProduct: 2 ** 10, perPair: 0 },
    prepareSeconds: { base: 0, perProduct: 0.001, perPair: 0 },
    judgeSeconds: { base: 10, perProduct: 0, perPair: 0 },
    stepSeconds: 0.1,
    mostSteps: 100,
    embedSecondsPerProduct: 0.0001,
  },
  search: [{ products: 1000, dim: 256, querySeconds: 0.000002, bytesPerProduct: 1000, storedBytesPerProduct: 1000 }],
};

describe('a line through measurements', () => {
  it('is found again, exactly', () => {
    const line = { base: 7, perProduct: 3, perPair: 0.5 };
    const points = [
      [1000, 10],
      [2000, 10],
      [2000, 900],
      [5000, 40],
    ].map(([products = 0, pairs = 0]) => ({ products, pairs, value: at(line, products, pairs) }));
    const found = lineThrough(points);
    expect(found.base).toBeCloseTo(7, 6);
    expect(found.perProduct).toBeCloseTo(3, 9);
    expect(found.perPair).toBeCloseTo(0.5, 9);
  });

  it('never falls: noise is not a saving', () => {
    const points = [1, 2, 3].map((products) => ({ products, pairs: products % 2, value: 10 - products }));
    expect(lineThrough(points).perProduct).toBe(0);
  });
});

describe('the size of a training run', () => {
  it('adds up its parts', () => {
    const { steps, seconds, megabytes } = trainingSize(100_000, 0, round);
    expect(steps).toBe(100);
    // Reading 3 s, preparing 100, steps 10, judging 10, embedding 10, writing 25.
    expect(seconds).toBeCloseTo(158, 6);
    expect(megabytes).toBe(1769);
  });

  it('takes fewer steps in a small shop, and never less than a whole processor', () => {
    expect(trainingSize(1000, 0, round).steps).toBe(Math.ceil(12_000 / 256));
    expect(trainingSize(1, 0, round).megabytes).toBe(limits.megabytesPerProcessor);
  });

  it('has a third in reserve, and trains on a part where no function is large enough', () => {
    expect(trainingSize(3 * 2 ** 16, 0, rates)).toMatchObject({ trainedOn: 3 * 2 ** 16 });
    const { trainedOn, megabytes, memoryBytes } = trainingSize(1e8, 1e9, rates);
    expect(megabytes).toBe(limits.functionMegabytes);
    expect(trainedOn).toBeLessThan(400_000);
    expect(memoryBytes).toBeLessThan(limits.functionMegabytes * 2 ** 20);
  });

  it('is what a run reckons with when it has to be cut down, within a third', () => {
    const small = syntheticShop(200, 2000);
    const { dim } = defaultTrainingConfig;
    const perProduct = (estimateRunBytes(small, dim) - BASE_BYTES) / small.products.length;
    for (const products of [24_000, 200_000]) {
      const reckoned = BASE_BYTES + products * perProduct;
      const measured = at(rates.training.memoryBytes, products, 10 * products);
      expect(reckoned / measured).toBeGreaterThan(0.75);
      expect(reckoned / measured).toBeLessThan(1.34);
    }
  });

  it('grows with the shop in memory, time and money', () => {
    const sizes = [1e4, 1e5, 1e6].map((products) => trainingSize(products, 10 * products, rates));
    for (const what of ['memoryBytes', 'seconds', 'dollars'] as const) {
      const values = sizes.map((size) => size[what]);
      expect(values).toEqual(values.toSorted((a, b) => a - b));
    }
  });
});

describe('the crossover of the engines', () => {
  it('is where the exact engine meets each limit, and not before', () => {
    const found = Object.fromEntries(crossovers(256, round, 1e6, 4).map(({ what, products }) => [what, products]));
    expect(found).toMatchObject({
      'one function of 10,240 MB holds the vectors': 10_487_418,
      'its scratch disk of 10,240 MB holds two snapshots': 5_368_709,
      'a cold start takes 10 s': 800_000,
      'a warm query takes 25 ms': 10_000_000,
    });
    const cost = found['a month costs as much']!;
    const monthly = (one: ReturnType<typeof exactSize>) =>
      one.dollarsPerMillionQueries + one.dollarsPerMonth + 4 * one.dollarsPerVersion;
    expect(monthly(exactSize(cost, 256, round))).toBeLessThanOrEqual(monthly(indexedSize(cost, 256)));
  });

  it('needs a rate for the dimension', () => {
    expect(() => crossovers(7, round, 1, 1)).toThrow(/7 numbers/);
  });
});

describe('docs/sizing.md', () => {
  it('holds the tables as they are computed from the committed rates', () => {
    const page = readFileSync(join(projectRoot, 'docs', 'sizing.md'), 'utf8');
    expect(page.split('<!-- computed -->')[1]?.trim()).toBe(sizingTables(rates));
  });
});

describe('the shop that is made up', () => {
  it('is the same for the same size, with the pairs that were asked for', () => {
    const shop = syntheticShop(200, 300);
    expect(shop).toEqual(syntheticShop(200, 300));
    expect([shop.catalogSize, shop.pairs.length]).toEqual([200, 300]);
    for (const { anchor, positive } of shop.pairs) expect(positive).not.toBe(anchor);
  });
});
