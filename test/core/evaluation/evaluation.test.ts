import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { JudgingRow, ProductReference, TrainingRow } from '../../../lambdas/core/catalog/training-row.ts';
import { type BaselineName, buildBaselineScorers } from '../../../lambdas/core/evaluation/baselines.ts';
import {
  averagePrecisionAtK,
  cappedRecallAtK,
  hitAtK,
  ndcgAtK,
  precisionAtK,
  reciprocalRankAtK,
} from '../../../lambdas/core/evaluation/ranking-metrics.ts';
import { buildCosineScorer } from '../../../lambdas/core/evaluation/scorers/cosine-scorer.ts';
import { computeTieOrder } from '../../../lambdas/core/evaluation/tie-order.ts';
import { parseCandidateIdPrefix } from '../../../lambdas/formats/schemas/judging-schema.ts';
import { golden } from '../../support/core/golden.ts';
import { judge } from '../../support/core/judge.ts';
import { jsonLines, sharedDataSet } from '../../support/core/shared-data.ts';

type RankingCase = { scores: number[]; relevant: number[] } & Record<`${string}@${number}`, number>;

describe('ranking metrics', () => {
  const cases = golden<{ ranking: RankingCase[] }>('metrics').ranking.map((one, i) => [i, one] as const);

  it.each(cases)('agree with scikit-learn and the definitions on list %i', (_i, one) => {
    const order = one.scores.map((_, i) => i).sort((a, b) => one.scores[b]! - one.scores[a]!);
    const hits = order.map((row) => one.relevant.includes(row));
    for (const k of [1, 5, 10]) {
      // The golden recall divides by all relevant products.
      const cap = one.relevant.length / Math.min(k, one.relevant.length);
      expect(cappedRecallAtK(hits, one.relevant.length, k)).toBeCloseTo(one[`recall@${k}`]! * cap, 9);
      expect(precisionAtK(hits, k)).toBeCloseTo(one[`precision@${k}`]!, 9);
      expect(hitAtK(hits, k)).toBe(one[`hit@${k}`]);
      expect(ndcgAtK(hits, one.relevant.length, k)).toBeCloseTo(one[`ndcg@${k}`]!, 9);
      expect(reciprocalRankAtK(hits, k)).toBeCloseTo(one[`mrr@${k}`]!, 9);
      expect(averagePrecisionAtK(hits, one.relevant.length, k)).toBeCloseTo(one[`map@${k}`]!, 9);
    }
  });
});

describe('computeTieOrder', () => {
  it("equals numpy's RandomState(0).rand", () => {
    const [a, b, c] = computeTieOrder(700);
    expect([a, b, c]).toEqual([0.5488135039273248, 0.7151893663724195, 0.6027633760716439]);
  });
});

describe('judge', () => {
  const ids = ['a', 'b', 'c', 'd'];
  const vectors = Float32Array.of(1, 0, 0.9, 0.1, 0.5, 0.5, 0, 1);
  const run = (rows: JudgingRow[], more: { candidateIdPrefix?: string } = {}) =>
    judge({ ids, rows, ...more }, buildCosineScorer(vectors, 2));

  it('ranks by cosine without the query itself', () => {
    expect(run([{ query: 'a', relevant: ['c'] }])).toEqual({
      all: {
        queries: 1,
        'recall@10': 1,
        'ndcg@10': 1 / Math.log2(3),
        'mrr@10': 0.5,
        'hit@10': 1,
        'hit@1': 0,
        'precision@10': 0.1,
        'map@10': 0.5,
        coverage: 3 / 4,
        tripletAccuracy: expect.toBeOneOf([0, 1]),
      },
    });
  });

  it('reports the share of candidates in any list as coverage', () => {
    const many = Array.from({ length: 40 }, (_, i) => `p${i}`);
    const first = Float64Array.from(many, (_, i) => (i < 12 ? 40 - i : NaN));
    const rows = ['p0', 'p30'].map((query) => ({ query, relevant: ['p39'] }));
    // p0 sees p1 to p10, p30 sees p0 to p9.
    expect(judge({ ids: many, rows }, () => first).all!.coverage).toBe(11 / 40);
    expect(judge({ ids: many, rows, candidateIdPrefix: 'p3' }, () => first).all!.coverage).toBe(1 / 11);
  });

  it('ranks neither masked products nor products that are no candidates', () => {
    expect(run([{ query: 'a', relevant: ['c'], mask: ['b', 'nobody'] }]).all!['hit@1']).toBe(1);
    expect(run([{ query: 'a', relevant: ['d'] }], { candidateIdPrefix: 'd' }).all!['hit@1']).toBe(1);
  });

  it('reports by slice and skips rows without a known query and relevant product', () => {
    const report = run([
      { query: 'a', relevant: ['b'], slice: 'x' },
      { query: 'a', relevant: ['d'], slice: 'y' },
      { query: 'nobody', relevant: ['a'], slice: 'x' },
      { query: 'a', relevant: ['nobody'], slice: 'x' },
    ]);
    expect(Object.entries(report).map(([slice, metrics]) => [slice, metrics.queries])).toEqual([
      ['x', 1],
      ['y', 1],
    ]);
  });

  it('ranks products with a zero vector last', () => {
    const scorer = buildCosineScorer(Float32Array.of(1, 0, 0, 0, -1, 0), 2);
    expect(judge({ ids: ['a', 'b', 'c'], rows: [{ query: 'a', relevant: ['b'] }] }, scorer).all!['mrr@10']).toBe(0.5);
  });

  it('gives a collapsed model a low score on a sorted catalog', () => {
    const many = Array.from({ length: 200 }, (_, i) => `p${String(i).padStart(3, '0')}`);
    const scorer = buildCosineScorer(new Float32Array(400).fill(1), 2);
    const rows = many.slice(0, -1).map((query, i) => ({ query, relevant: [many[i + 1]!] }));
    expect(judge({ ids: many, rows }, scorer).all!['recall@10']).toBeLessThan(0.1);
  });
});

interface Meta {
  candidates: string;
  baselines: Record<
    string,
    Record<string, { recall10: number; ndcg10: number; mrr10: number; hit10: number; hit1: number }>
  >;
}

/** The names of the baselines in the reference figures. */
const REFERENCE_NAMES: Record<BaselineName, string> = {
  popularity: 'popularity',
  'tf-idf': 'tf-idf',
  'item-knn': 'item-knn cosine',
  'item-knn shrunk': 'item-knn shrink 10',
  'item-knn + tf-idf': 'item-knn + 0.3 tf-idf',
};

describe.each(['online_retail', 'amazon_office', 'abt_buy', 'amazon_google'])('buildBaselineScorers on %s', (name) => {
  const folder = sharedDataSet(name);

  it.skipIf(folder === undefined)('gives the figures of an independent judge', () => {
    const catalog = jsonLines<Product>(join(folder!, 'catalog.jsonl.gz'));
    const meta: Meta = JSON.parse(readFileSync(join(folder!, 'meta.json'), 'utf8'));
    const rows = jsonLines<JudgingRow>(join(folder!, 'judge.jsonl.gz'));
    const own = new Map(catalog.map((product, row) => [product.id, row]));
    const rowOf = (reference: ProductReference) => own.get(String(reference))!;
    // The independent judge counts every row as it stands, also one that repeats another.
    const lines = jsonLines<TrainingRow>(join(folder!, 'train.jsonl.gz'));
    const occurrences = {
      pairs: lines.flatMap((line) =>
        'anchor' in line ? [{ anchor: rowOf(line.anchor), positive: rowOf(line.positive) }] : [],
      ),
      groups: lines.flatMap((line) =>
        'items' in line ? [{ items: Int32Array.from(line.items, rowOf), kind: line.kind }] : [],
      ),
    };
    const input = {
      ids: catalog.map((product) => product.id),
      rows,
      candidateIdPrefix: parseCandidateIdPrefix(meta.candidates),
    };
    for (const [baseline, scorer] of Object.entries(buildBaselineScorers(catalog, occurrences))) {
      for (const [slice, metrics] of Object.entries(judge(input, scorer))) {
        const expected = meta.baselines[slice]![REFERENCE_NAMES[baseline as BaselineName]]!;
        expect(metrics['recall@10']).toBeCloseTo(expected.recall10, 3);
        expect(metrics['ndcg@10']).toBeCloseTo(expected.ndcg10, 3);
        expect(metrics['mrr@10']).toBeCloseTo(expected.mrr10, 3);
      }
    }
  });
});
