import type { ModelCard } from '../../../lambdas/core/model-card/model-card.ts';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';

const figures = {
  queries: 42,
  'recall@10': 0.62,
  'ndcg@10': 0.51,
  'mrr@10': 0.48,
  'hit@10': 0.7,
  'hit@1': 0.36,
  'precision@10': 0.09,
  'map@10': 0.44,
  coverage: 0.81,
};
const popularity = {
  ...figures,
  'recall@10': 0.19,
  'ndcg@10': 0.12,
  'mrr@10': 0.1,
  'hit@10': 0.22,
  'hit@1': 0.04,
  'precision@10': 0.02,
  'map@10': 0.09,
  coverage: 0.1,
};
const intervals = {
  popularity: {
    all: {
      'recall@10': { difference: 0.43, low: 0.31, high: 0.55 },
      'ndcg@10': { difference: 0.39, low: 0.28, high: 0.5 },
    },
  },
};
const shoe = { id: 'shoe-1', title: 'Trail shoe' };
const road = { id: 'shoe-7', title: 'Road shoe' };
const sock = { id: 'sock-2', title: 'Wool sock' };

/** A short card of a version. */
export function exampleCard(modelVersion: string): ModelCard {
  return {
    formatVersion: 1,
    modelVersion,
    weightsSha256: '0123456789abcdef'.repeat(4),
    verdict: 'By capped recall@10 at 95 % confidence: better than popularity on all.',
    learnedFrom: 'training-rows',
    data: {
      sha256: 'fedcba9876543210'.repeat(4),
      products: 3,
      rows: 800,
      facts: 800,
      pairs: 1200,
      heldOutRows: 42,
      split: { by: 'random', share: 0.05 },
      copiesOfHeldOut: 0,
      misfits: 0,
    },
    split: {
      rule: 'distinct training rows at random by the seed and their content, at most about 1,000',
      seed: 1,
      heldOutFraction: 0.05,
      heldOutRows: 42,
      copiesOfHeldOut: 0,
      by: 'random',
    },
    judgedOn: 'held-out',
    liveVersion: null,
    judgement: {
      metrics: { all: figures },
      baselines: { popularity: { all: popularity } },
      intervals,
      derived: {
        metrics: { 'unseen query': { ...figures, queries: 12, 'recall@10': 0.4 } },
        opponents: { popularity: { 'unseen query': { ...popularity, queries: 12 } } },
        intervals: { popularity: { 'unseen query': intervals.popularity.all } },
      },
      worst: [
        { query: shoe, slice: 'all', ndcg: 0, relevant: 1, expected: [sock], came: [{ ...road, isRelevant: false }] },
      ],
    },
    heldOut: null,
    config: buildTrainingConfig({ dim: 2 }),
    lossCurve: [{ step: 8, loss: 6.2 }],
    diagnostics: { stopping: true, sample: { products: 3, pairs: 0 }, chanceLoss: 6.9, looks: [], warnings: [] },
    review: {
      embedded: 3,
      reviewed: 3,
      examples: [{ product: shoe, neighbours: [{ ...road, score: 0.96 }] }],
      nearDuplicates: { pairs: 1, first: [{ a: shoe, b: road, score: 0.984 }] },
      orphans: { products: 1, first: [{ product: sock, nearest: { ...road, score: 0.21 } }] },
      inNoList: { products: 0, first: [] },
    },
    more: {},
  };
}
