import { describe, expect, it } from 'vitest';
import { decideGate } from '../../../lambdas/core/evaluation/gate.ts';
import { NOT_JUDGED, type PossibleJudgement } from '../../../lambdas/core/evaluation/judgement.ts';
import { bootstrapIntervals, type Interval } from '../../../lambdas/core/evaluation/paired-bootstrap.ts';
import type { SliceMetrics } from '../../../lambdas/core/evaluation/slice-report.ts';
import { EVERY_ROW } from '../../../lambdas/core/evaluation/slices.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';

function metrics(recall: number, ndcg: number, queries = 100): SliceMetrics {
  const others = { 'precision@10': 0, 'map@10': 0, 'mrr@10': 0, 'hit@10': 0, 'hit@1': 0, coverage: 0 };
  return { ...others, 'recall@10': recall, 'ndcg@10': ndcg, queries };
}

/** A judgement with one slice. */
function judged(model: SliceMetrics, others: Record<string, SliceMetrics>): PossibleJudgement {
  const { live, ...baselines } = Object.fromEntries(Object.entries(others).map(([name, one]) => [name, { all: one }]));
  return { ...NOT_JUDGED, metrics: { all: model }, baselines, ...(live && { live }) } as PossibleJudgement;
}

describe('decideGate', () => {
  const others = { 'tf-idf': metrics(0.4, 0.3), live: metrics(0.5, 0.35) };

  it('passes a version that is at least as good as every baseline and the live version', () => {
    expect(decideGate(judged(metrics(0.51, 0.2), others), true)).toMatchObject({ passes: true, queries: 100 });
    expect(decideGate(judged(metrics(0.5, 0.35), others), true).passes).toBe(true);
  });

  it.each([
    ['live', metrics(0.49, 0.9)],
    ['live', metrics(0.5, 0.34)],
    ['tf-idf', metrics(0.1, 0.1)],
  ])('holds a version that %s beats by recall@10, or by ndcg@10 at equal recall, and names it', (name, model) => {
    const verdict = decideGate(judged(model, others), true);
    expect(verdict.passes).toBe(false);
    expect(verdict.why).toContain(`${name} (capped recall@10`);
    expect(verdict.why).toContain('override');
    expect(verdict.figures).toMatchObject({ model: { 'recall@10': model['recall@10'] }, live: { 'ndcg@10': 0.35 } });
  });

  it('compares over all rows when the rows name slices', () => {
    const sliced: PossibleJudgement = {
      ...NOT_JUDGED,
      metrics: { warm: metrics(0.9, 0.9) },
      baselines: { 'tf-idf': { warm: metrics(0.1, 0.1) } } as unknown as PossibleJudgement['baselines'],
      derived: {
        metrics: { all: metrics(0.3, 0.3) },
        opponents: { 'tf-idf': { all: metrics(0.4, 0.3) } },
        intervals: {},
      },
    };
    expect(decideGate(sliced, false)).toMatchObject({ passes: false, figures: { 'tf-idf': { 'recall@10': 0.4 } } });
  });

  it('compares over every row when only some rows name a slice', () => {
    const sliced: PossibleJudgement = {
      ...NOT_JUDGED,
      metrics: { warm: metrics(0.2, 0.2), all: metrics(0.9, 0.9, 1) },
      baselines: {
        'tf-idf': { warm: metrics(0.4, 0.3), all: metrics(0.1, 0.1, 1) },
      } as unknown as PossibleJudgement['baselines'],
      live: { warm: metrics(0.4, 0.3), all: metrics(0.9, 0.9, 1) },
      derived: {
        metrics: { [EVERY_ROW]: metrics(0.21, 0.21, 101) },
        opponents: {
          'tf-idf': { [EVERY_ROW]: metrics(0.39, 0.3, 101) },
          live: { [EVERY_ROW]: metrics(0.41, 0.3, 101) },
        },
        intervals: {},
      },
    };
    const verdict = decideGate(sliced, true);
    expect(verdict).toMatchObject({ passes: false, queries: 101, figures: { live: { 'recall@10': 0.41 } } });
    expect(verdict.why).toContain('tf-idf (capped recall@10 0.3900');
  });

  it('passes only a first version without enough rows to judge on', () => {
    const few = { 'tf-idf': metrics(0.4, 0.3, 9) };
    expect(decideGate(NOT_JUDGED, false)).toMatchObject({
      passes: true,
      why: expect.stringContaining('without proof'),
    });
    expect(decideGate(NOT_JUDGED, true)).toMatchObject({ passes: false, why: expect.stringContaining('judging data') });
    expect(decideGate(judged(metrics(0, 0, 9), few), false)).toMatchObject({ passes: true });
    expect(decideGate(judged(metrics(0, 0, 9), few), true).passes).toBe(false);
    expect(decideGate(judged(metrics(0, 0, 10), { 'tf-idf': metrics(0.4, 0.3, 10) }), false).passes).toBe(false);
  });

  describe('decideGate against a baseline that is ahead', () => {
    /** A judgement with given intervals of model minus tf-idf. */
    const against = (model: SliceMetrics, recall: [low: number, high: number], ndcg = recall): PossibleJudgement => {
      const baseline = metrics(0.191, 0.1, model.queries);
      const interval = ([low, high]: [number, number]) => ({ difference: (low + high) / 2, low, high });
      const intervals = { 'tf-idf': { all: { 'recall@10': interval(recall), 'ndcg@10': interval(ndcg) } } };
      return { ...judged(model, { 'tf-idf': baseline }), intervals };
    };

    it('passes a version that is behind within chance, and reports the interval', () => {
      const verdict = decideGate(against(metrics(0.1905, 0.09, 986), [-0.0082, 0.0071]), false);
      expect(verdict).toMatchObject({ passes: true, figures: { 'tf-idf': { low: -0.0082, high: 0.0071 } } });
      expect(verdict.why).toMatch(/^passed: .*tf-idf \(capped recall@10 0.1910.*within chance.*-0.0082 to 0.0071/);
    });

    it('holds a version that is behind beyond chance, at any difference', () => {
      const verdict = decideGate(against(metrics(0.1905, 0.2, 90_000), [-0.0009, -0.0001]), false);
      expect(verdict).toMatchObject({ passes: false, why: expect.stringContaining('tf-idf (capped recall@10') });
    });

    it('holds a version that is behind by more than a tenth, even within chance', () => {
      expect(decideGate(against(metrics(0.17, 0.2, 12), [-0.2, 0.16]), false).passes).toBe(false);
      expect(decideGate(against(metrics(0.173, 0.2, 12), [-0.2, 0.16]), false).passes).toBe(true);
    });

    it('uses the interval of ndcg@10 at equal recall@10', () => {
      expect(decideGate(against(metrics(0.191, 0.099), [0, 0], [-0.003, 0.001]), false).passes).toBe(true);
      expect(decideGate(against(metrics(0.191, 0.099), [0, 0], [-0.002, -0.0004]), false).passes).toBe(false);
    });

    it('excuses neither a version behind the live one nor one judged on too few rows', () => {
      const behind = against(metrics(0.1905, 0.09), [-0.008, 0.007]);
      const served = { ...behind, live: { all: metrics(0.1906, 0.09) }, baselines: NOT_JUDGED.baselines };
      const intervals = { live: behind.intervals['tf-idf']! };
      expect(decideGate({ ...served, intervals }, true)).toMatchObject({
        passes: false,
        why: expect.stringContaining('live (capped recall'),
      });
      expect(decideGate(against(metrics(0.1905, 0.09, 9), [-0.008, 0.007]), true).passes).toBe(false);
    });
  });

  it('holds all rankings a fifth worse than a baseline, and passes nearly all as good as it', () => {
    const passing = (skill: number) => {
      let passed = 0;
      for (let seed = 0; seed < 40; seed++) {
        const random = new CounterRandom(seed, 'gate test');
        const baseline = Float64Array.from({ length: 400 }, () => (random.uniform() < 0.3 ? 1 : 0));
        const model = baseline.map((hit) =>
          random.uniform() < 0.7 ? hit * skill : random.uniform() < 0.3 * skill ? 1 : 0,
        );
        const difference = model.map((value, row) => value - baseline[row]!);
        const [[interval]] = bootstrapIntervals([difference], [Int32Array.from(difference.keys())]) as [[Interval]];
        const mean = (values: Float64Array) => values.reduce((sum, one) => sum + one, 0) / values.length;
        const judgement = judged(metrics(mean(model), 0, 400), { 'tf-idf': metrics(mean(baseline), 0, 400) });
        const intervals = { 'tf-idf': { all: { 'recall@10': interval, 'ndcg@10': interval } } };
        if (decideGate({ ...judgement, intervals }, false).passes) passed += 1;
      }
      return passed;
    };
    expect(passing(0.75)).toBe(0);
    expect(passing(1)).toBeGreaterThan(35);
  });
});
