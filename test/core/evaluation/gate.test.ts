import { describe, expect, it } from 'vitest';
import { gate } from '../../../lambdas/core/evaluation/gate.ts';
import type { SliceMetrics } from '../../../lambdas/core/evaluation/judge.ts';
import { type CardJudgement, NOT_JUDGED } from '../../../lambdas/core/model-card/model-card.ts';

function metrics(recall: number, ndcg: number, queries = 100): SliceMetrics {
  const others = { 'precision@10': 0, 'map@10': 0, 'mrr@10': 0, 'hit@10': 0, 'hit@1': 0, coverage: 0 };
  return { ...others, 'recall@10': recall, 'ndcg@10': ndcg, queries };
}

/** A judgement of one slice. */
function judged(model: SliceMetrics, others: Record<string, SliceMetrics>): CardJudgement {
  const { live, ...baselines } = Object.fromEntries(Object.entries(others).map(([name, one]) => [name, { all: one }]));
  return { ...NOT_JUDGED, metrics: { all: model }, baselines, ...(live && { live }) } as CardJudgement;
}

describe('the gate', () => {
  const others = { 'tf-idf': metrics(0.4, 0.3), live: metrics(0.5, 0.35) };

  it('lets pass what is at least as good as every baseline and the live version', () => {
    expect(gate(judged(metrics(0.51, 0.2), others), true)).toMatchObject({ passes: true, queries: 100 });
    expect(gate(judged(metrics(0.5, 0.35), others), true).passes).toBe(true);
  });

  it.each([
    ['live', metrics(0.49, 0.9)],
    ['live', metrics(0.5, 0.34)],
    ['tf-idf', metrics(0.1, 0.1)],
  ])('holds what %s is better than, by recall@10 and then by ndcg@10, and says so', (name, model) => {
    const verdict = gate(judged(model, others), true);
    expect(verdict.passes).toBe(false);
    expect(verdict.why).toContain(`${name} (recall@10`);
    expect(verdict.why).toContain('override');
    expect(verdict.figures).toMatchObject({ model: { 'recall@10': model['recall@10'] }, live: { 'ndcg@10': 0.35 } });
  });

  it('goes by all rows where they name slices of their own', () => {
    const sliced: CardJudgement = {
      ...NOT_JUDGED,
      metrics: { warm: metrics(0.9, 0.9) },
      baselines: { 'tf-idf': { warm: metrics(0.1, 0.1) } } as unknown as CardJudgement['baselines'],
      derived: {
        metrics: { all: metrics(0.3, 0.3) },
        opponents: { 'tf-idf': { all: metrics(0.4, 0.3) } },
        intervals: {},
      },
    };
    expect(gate(sliced, false)).toMatchObject({ passes: false, figures: { 'tf-idf': { 'recall@10': 0.4 } } });
  });

  it('lets a first version pass that cannot be judged, or not on enough rows, and no later one', () => {
    const few = { 'tf-idf': metrics(0.4, 0.3, 9) };
    expect(gate(NOT_JUDGED, false)).toMatchObject({ passes: true, why: expect.stringContaining('without proof') });
    expect(gate(NOT_JUDGED, true)).toMatchObject({ passes: false, why: expect.stringContaining('judging data') });
    expect(gate(judged(metrics(0, 0, 9), few), false)).toMatchObject({ passes: true });
    expect(gate(judged(metrics(0, 0, 9), few), true).passes).toBe(false);
    expect(gate(judged(metrics(0, 0, 10), { 'tf-idf': metrics(0.4, 0.3, 10) }), false).passes).toBe(false);
  });
});
