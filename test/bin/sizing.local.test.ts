import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { measureRates, type RunScript, runScript } from '../../bin/sizing/measure-rates.ts';
import { limits, prices } from '../../bin/sizing/prices.ts';
import { fitLine, type Rates, readRates, valueAt } from '../../bin/sizing/rates.ts';
import { runSizing } from '../../bin/sizing/run-sizing.ts';
import { billOfMonth, tracesOf } from '../../bin/sizing/size-bill.ts';
import { estimateExactSearch, estimateIndexedSearch, findCrossovers } from '../../bin/sizing/size-search.ts';
import { estimateTraining } from '../../bin/sizing/size-training.ts';
import { buildSyntheticShop } from '../../bin/sizing/synthetic-shop.ts';
import { renderSizingTables } from '../../bin/sizing/tables.ts';
import { LEAST_AUTO_DIM } from '../../lambdas/core/training/config/auto-dimension.ts';
import { BASE_BYTES, estimateRunBytes } from '../../lambdas/core/training/data/run-memory.ts';
import { projectRoot } from '../support/architecture/source-files.ts';
import { temporaryFolder } from '../support/local/local-stack-fixture.ts';
import { captureOutput } from '../support/terminal/captured-output.ts';

const rates = readRates();
/** Round rates, for sums that a reader can check. */
const round: Rates = {
  ...rates,
  training: {
    memoryBytes: { base: 2 ** 30, perProduct: 2 ** 10, perPair: 0 },
    prepareSeconds: { base: 0, perProduct: 0.001, perPair: 0 },
    judgeSeconds: { base: 10, perProduct: 0, perPair: 0 },
    stepSeconds: 0.1,
    maxSteps: 100,
    embedSecondsPerProduct: 0.0001,
  },
  search: [{ products: 1000, dim: 256, querySeconds: 0.000002, bytesPerProduct: 1000, storedBytesPerProduct: 2024 }],
};

describe('fitLine', () => {
  it('finds the line that the points lie on', () => {
    const line = { base: 7, perProduct: 3, perPair: 0.5 };
    const points = [
      [1000, 10],
      [2000, 10],
      [2000, 900],
      [5000, 40],
    ].map(([products = 0, pairs = 0]) => ({ products, pairs, value: valueAt(line, products, pairs) }));
    const found = fitLine(points);
    expect(found.base).toBeCloseTo(7, 6);
    expect(found.perProduct).toBeCloseTo(3, 9);
    expect(found.perPair).toBeCloseTo(0.5, 9);
  });

  it('sets negative rates to 0', () => {
    const points = [1, 2, 3].map((products) => ({ products, pairs: products % 2, value: 10 - products }));
    expect(fitLine(points).perProduct).toBe(0);
  });
});

describe('estimateTraining', () => {
  it('adds the times of the parts of a run', () => {
    const { steps, seconds, megabytes } = estimateTraining(100_000, 0, round);
    expect(steps).toBe(100);
    // Reading 3 s, preparing 100, steps 10, judging 10, embedding 10, writing 25.
    expect(seconds).toBeCloseTo(158, 6);
    expect(megabytes).toBe(1769);
  });

  it('needs fewer steps for a small shop, and at least one whole processor', () => {
    expect(estimateTraining(1000, 0, round).steps).toBe(Math.ceil(12_000 / 256));
    expect(estimateTraining(1, 0, round).megabytes).toBe(limits.megabytesPerProcessor);
  });

  it('reserves a third of the memory, and trains on a part of a shop that no function can hold', () => {
    expect(estimateTraining(3 * 2 ** 16, 0, rates)).toMatchObject({ trainedOn: 3 * 2 ** 16 });
    const { trainedOn, megabytes, memoryBytes } = estimateTraining(1e8, 1e9, rates);
    expect(megabytes).toBe(limits.functionMegabytes);
    expect(trainedOn).toBeLessThan(400_000);
    expect(memoryBytes).toBeLessThan(limits.functionMegabytes * 2 ** 20);
  });

  it('agrees within a third with the estimate by which a run limits its products', () => {
    const small = buildSyntheticShop(200, 2000);
    const perProduct = (estimateRunBytes(small, LEAST_AUTO_DIM) - BASE_BYTES) / small.products.length;
    for (const products of [24_000, 200_000]) {
      const estimated = BASE_BYTES + products * perProduct;
      const measured = valueAt(rates.training.memoryBytes, products, 10 * products);
      expect(estimated / measured).toBeGreaterThan(0.75);
      expect(estimated / measured).toBeLessThan(1.34);
    }
  });

  it('grows with the shop in memory, time and cost', () => {
    const sizes = [1e4, 1e5, 1e6].map((products) => estimateTraining(products, 10 * products, rates));
    for (const what of ['memoryBytes', 'seconds', 'dollars'] as const) {
      const values = sizes.map((size) => size[what]);
      expect(values).toEqual(values.toSorted((a, b) => a - b));
    }
  });
});

describe('findCrossovers', () => {
  it('gives the largest catalog within each limit of the exact engine', () => {
    const found = Object.fromEntries(findCrossovers(256, round, 1e6, 4).map(({ what, products }) => [what, products]));
    expect(found).toMatchObject({
      'one function of 10,240 MB holds the vectors': 10_487_418,
      'its scratch disk of 10,240 MB holds two snapshots': 2_652_524,
      // 1,000 of the 2,024 bytes of a product are before its vector.
      'a cold start takes 2 s, for which a request waits': 160_000,
      'a cold start takes 10 s': 800_000,
      'a warm query takes 25 ms': 10_000_000,
    });
    const cost = found['a month costs as much']!;
    const monthly = (one: ReturnType<typeof estimateExactSearch>) =>
      one.dollarsPerMillionQueries + one.dollarsPerMonth + 4 * one.dollarsPerVersion;
    expect(monthly(estimateExactSearch(cost, 256, round))).toBeLessThanOrEqual(
      monthly(estimateIndexedSearch(cost, 256)),
    );
  });

  it('throws for a dimension without a measured rate', () => {
    expect(() => findCrossovers(7, round, 1, 1)).toThrow(/7 numbers/);
  });
});

describe('billOfMonth', () => {
  const shop = { products: 100_000, queries: 1_000_000, runs: 4, uploads: 30 };
  const bill = (changes: Partial<typeof shop> = {}) => Object.fromEntries(billOfMonth({ ...shop, ...changes }, round));

  it('charges a dollar for a million requests of the gateway, and one write of each line of an upload', () => {
    expect(bill()['API Gateway: requests']).toBeCloseTo(1, 9);
    const perLine = prices.dynamoDbWriteUnit * (1 + 0.05 * 4);
    expect(bill()['DynamoDB: writes of uploads']).toBeCloseTo(30 * 100_000 * perLine, 6);
  });

  it('charges three scans of products and two versions of vectors for a run', () => {
    const bytes = 600 + 2 * (4 * 256 + 300);
    const units = (4 * 100_000 * 3 * bytes) / 4096;
    expect(bill()['DynamoDB: scans and reads of runs']).toBeCloseTo(units * prices.dynamoDbReadUnit, 9);
  });

  it('charges only for what is stored and polled in a month without requests, uploads and runs', () => {
    const idle = bill({ queries: 0, runs: 0, uploads: 0 });
    const charged = Object.entries(idle).filter(([, dollars]) => dollars > 0);
    expect(charged.map(([what]) => what)).toEqual([
      'DynamoDB: storage and point-in-time recovery',
      'S3: storage',
      'S3: requests',
      'SQS: polls of three queues',
    ]);
  });

  it('traces the first request of each second, and a twentieth of the others', () => {
    expect(tracesOf(1000)).toBe(1000);
    expect(tracesOf(2_592_000 + 1000)).toBe(2_592_000 + 50);
  });
});

describe('docs/sizing.md', () => {
  it('has the tables that the committed rates give', () => {
    const page = readFileSync(join(projectRoot, 'docs', 'sizing.md'), 'utf8');
    expect(page.split('<!-- computed -->')[1]?.trim()).toBe(renderSizingTables(rates));
  });
});

describe('buildSyntheticShop', () => {
  it('gives the same shop for the same sizes; pairs that repeat are one fact', () => {
    const shop = buildSyntheticShop(200, 300);
    expect(shop).toEqual(buildSyntheticShop(200, 300));
    expect(shop.catalogSize).toBe(200);
    expect(shop.pairs.length).toBeGreaterThan(270);
    expect(shop.pairs.length).toBeLessThanOrEqual(300);
    for (const { anchor, positive } of shop.pairs) expect(positive).not.toBe(anchor);
  });
});

describe('measureRates', () => {
  it('fits the rates of training to its measurements, and takes those of search as they are', () => {
    const started: string[] = [];
    const run: RunScript = (path, values) => {
      started.push(`${basename(path)} ${values.slice(0, 3).join(' ')}`);
      if (path.endsWith('scale-one.ts')) return '';
      const [products = 0, pairs = 0] = values.map(Number);
      if (path.endsWith('measure-search.ts')) return JSON.stringify({ products, dim: pairs });
      const seconds = { prepareSeconds: 1 + products, stepSeconds: 2, judgeSeconds: pairs, embedSeconds: 4 };
      return JSON.stringify({ products, pairs, ...seconds, peakBytes: 5, steps: 6 });
    };
    const { measured, training, search } = measureRates('the command', run);
    expect(measured).toMatchObject({ command: 'the command', node: process.versions.node });
    expect(training).toMatchObject({ stepSeconds: 2, maxSteps: 6, embedSecondsPerProduct: 4 });
    expect(training.prepareSeconds.perProduct).toBeCloseTo(1, 9);
    expect(training.judgeSeconds.perPair).toBeCloseTo(1, 9);
    expect(training.memoryBytes.base).toBeCloseTo(5, 3);
    expect(search).toContainEqual({ products: 400_000, dim: 64 });
    expect(started).toContain('measure-training.ts 8000 400000 30');
  });
});

describe('runScript', () => {
  it('returns what a script prints, and names a script that fails', () => {
    const script = join(temporaryFolder(), 'script.mjs');
    writeFileSync(script, 'console.log(process.argv[2]); process.exit(Number(process.argv[3]));');
    expect(runScript(script, ['one', '0'])).toBe('one\n');
    expect(() => runScript(script, ['one', '3'])).toThrow('sizing: script.mjs one 3 ended with status 3');
  });
});

describe('runSizing', () => {
  it('prints the tables, and with --write also writes them behind the mark of the page', () => {
    const page = join(temporaryFolder(), 'sizing.md');
    writeFileSync(page, 'Introduction\n\n<!-- computed -->\n\nold tables\n');
    const { written, ...output } = captureOutput();
    expect(runSizing(['--write'], output, page)).toBe(0);
    expect(written).toEqual({ out: `${renderSizingTables(rates)}\n`, err: '' });
    expect(readFileSync(page, 'utf8')).toBe(`Introduction\n\n<!-- computed -->\n\n${written.out}`);
  });

  it('returns 0 after its help, and 2 for an unknown option', () => {
    const { written, ...output } = captureOutput();
    expect(runSizing(['--help'], output)).toBe(0);
    expect(written.out).toContain('--measure');
    expect(runSizing(['--bogus'], output)).toBe(2);
    expect(written.err).toMatch(/^sizing: unknown-option: /);
  });
});
