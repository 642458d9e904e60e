import { describe, expect, it } from 'vitest';
import { renderCardMarkdown } from '../../../lambdas/core/model-card/card-markdown.ts';
import { renderCardPage } from '../../../lambdas/core/model-card/page/card-page.ts';
import type { SearchReport } from '../../../lambdas/core/self-tuning/search-report.ts';
import { cardOf, shortReport } from '../../support/core/model-card-factories.ts';

const report = shortReport();
const result = (rung: number, ndcg: number | null) => ({ rung, steps: 10 * rung, seconds: rung, recall: ndcg, ndcg });
const search: SearchReport = {
  budgetSeconds: 30,
  spentSeconds: 29.25,
  validationRows: 61,
  rungs: [
    { trials: 3, seconds: 1 },
    { trials: 2, seconds: 3 },
  ],
  trials: [
    { settings: {}, fields: null, results: [result(1, 0.25), result(2, 0.5)], outcome: 'kept' },
    {
      settings: { loss: 'info-nce', temperature: 0.0512345 },
      fields: { brandWeight: 0.25 },
      results: [result(1, 0.3), result(2, 0.6)],
      outcome: 'chosen',
    },
    { settings: { loss: 'semi-hard', margin: 'soft' }, fields: null, results: [result(1, null)], outcome: 'failed' },
  ],
  lead: { difference: 0.1, standardError: 0.01 },
  verdict: 'the best other leads by more than the standard error',
};

describe('renderSearch', () => {
  const card = cardOf({ ...report, search });
  const text = renderCardMarkdown(card);

  it('lists every trial with its changes, its result on each rung and its outcome', () => {
    expect(card.search).toBe(search);
    expect(card.more).not.toHaveProperty('search');
    expect(text).toContain('## Settings tried');
    expect(text).toContain('(ndcg@10 0.1000, standard error 0.0100).\nCompared by ndcg@10 on 61 validation rows');
    expect(text).toContain('29.3 of 30.0 nominal seconds');
    expect(text).toContain('| none | 0.2500 (10 steps) | 0.5000 (20 steps) | kept |');
    expect(text).toContain(
      '| loss info-nce, temperature 0.0512, brandWeight 0.25 | 0.3000 (10 steps) | 0.6000 (20 steps) | chosen |',
    );
    expect(text).toContain('| loss semi-hard, margin soft | failed (10 steps) |  | failed |');
  });

  it('explains why no settings were tried', () => {
    const none = { ...search, rungs: [], trials: [], lead: null, verdict: 'given settings kept: 3 rows to choose by' };
    expect(renderCardMarkdown(cardOf({ ...report, search: none }))).toContain(
      'given settings kept: 3 rows to choose by.\nCompared by',
    );
  });
});

describe('renderEpochs', () => {
  it('lists the epochs and marks the best', () => {
    const looks = [
      { step: 0, recall: 0.1, ndcg: 0.05 },
      { step: 8, recall: 0.4, ndcg: 0.25 },
      { step: 16, recall: 0.3, ndcg: 0.2 },
    ];
    const epochs = { validationRows: 12, looks, bestStep: 8, stoppedAt: 16 };
    const text = renderCardMarkdown(cardOf({ ...report, epochs }));
    expect(text).toContain('The model is that of step 8, the best on 12 validation rows from the training data.');
    expect(text).toContain('Training stopped early, after step 16.');
    expect(text).toContain('| **8** | 0.4000 | 0.2500 |');
    expect(text).toContain('| 16 | 0.3000 | 0.2000 |');
  });
});

describe('renderShare', () => {
  const [none, all] = [
    { share: 0, ndcg: 0.1, behind: 0.2, standardError: 0.05 },
    { share: 1, ndcg: 0.3, behind: 0, standardError: 0 },
  ];
  const choice = { share: 1, verdict: 'all of the training stays: it helps', facts: 12, questions: 30 };

  it('says why a share was chosen, lists the others, and marks it', () => {
    const card = cardOf({ ...report, trainedShare: { ...choice, tried: [none, all] } });
    const text = renderCardMarkdown(card);
    expect(card.more).not.toHaveProperty('trainedShare');
    expect(text).toContain('## Share of the training\n\nall of the training stays: it helps.\n');
    expect(text).toContain('Asked: 30 questions about 12 held-out facts that judging does not ask.');
    expect(text).toContain('| 0 | 0.1000 | 0.2000 (standard error 0.0500) |');
    expect(text).toContain('| **1** | 0.3000 | 0.0000 (standard error 0.0000) |');
    expect(renderCardPage(card)).toContain(
      'Share of the training</h3><p class="soft">all of the training stays: it helps.',
    );
  });

  it('says why nothing was compared', () => {
    const card = cardOf({ ...report, trainedShare: { ...choice, facts: 0, questions: 0, tried: [] } });
    expect(renderCardMarkdown(card)).not.toContain('Asked:');
    expect(renderCardPage(card)).not.toContain('Asked:');
  });
});

describe('renderCardMarkdown of a run without search and best epoch', () => {
  it('has neither section', () => {
    const card = cardOf(report);
    expect(card).not.toHaveProperty('search');
    expect(card).not.toHaveProperty('epochs');
    expect(renderCardMarkdown(card)).not.toMatch(/## (Epochs|Settings tried)/);
  });
});
