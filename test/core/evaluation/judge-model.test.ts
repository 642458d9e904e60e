import { describe, expect, it } from 'vitest';
import { compareModels, embedCatalog, judgeModel, judgeModels } from '../../../lambdas/core/evaluation/judge-model.ts';
import { omitDerivedSlices } from '../../../lambdas/core/evaluation/judgement.ts';
import { buildTextModel } from '../../../lambdas/core/model/text-model.ts';
import {
  colouredThings,
  quickConfig,
  tasteBaskets,
  tasteOf,
  trained,
  trainingSet,
} from '../../support/core/training-factories.ts';

const set = trainingSet(colouredThings(), tasteBaskets());
const catalog = set.products.slice(0, set.catalogSize);
const { model } = trained(set, quickConfig());
const vectors = embedCatalog(model, catalog);
const rows = catalog.map(({ id }) => ({
  query: id,
  relevant: catalog.map((other) => other.id).filter((other) => other !== id && tasteOf(other) === tasteOf(id)),
  slice: tasteOf(id) < 2 ? 'low' : 'high',
}));

describe('judgeModel', () => {
  const data = { catalog, training: set, rows };
  const judgement = judgeModel(vectors, data);

  it('reports the slices of the rows, and derived slices separately', () => {
    expect(Object.keys(judgement.metrics)).toEqual(['high', 'low']);
    expect(judgement.derived.metrics).toMatchObject({ all: { queries: 30 }, seen: { queries: 30 } });
    expect(Object.keys(judgement.derived.opponents)).toEqual(Object.keys(judgement.baselines));
    expect(omitDerivedSlices(judgement)).not.toHaveProperty('derived');
    expect(omitDerivedSlices(judgement)).not.toHaveProperty('worst');
  });

  it('lists the queries that the model answers worst', () => {
    const poor = judgeModel({ ...vectors, vectors: vectors.vectors.map((_, i) => Math.sin(i * i)) }, data);
    const worst = poor.worst!.map(({ ndcg }) => ndcg);
    expect(worst).toEqual(worst.toSorted((a, b) => a - b));
    expect(worst).toHaveLength(10);
    expect(worst[0]).toBeLessThan(poor.derived.metrics.all!['ndcg@10']);
  });

  it('reports the difference from each baseline within its interval', () => {
    for (const [name, report] of Object.entries(judgement.baselines)) {
      const { difference, low, high } = judgement.intervals[name]!.high!['recall@10'];
      expect(difference).toBeCloseTo(judgement.metrics.high!['recall@10'] - report.high!['recall@10'], 12);
      expect(low).toBeLessThanOrEqual(difference);
      expect(high).toBeGreaterThanOrEqual(difference);
    }
    expect(judgement.derived.intervals['tf-idf']!.all!['recall@10'].low).toBeGreaterThan(0.2);
  });

  it('tells how many rankings of all models and baselines are done, which changes no result', () => {
    const told: [number, number][] = [];
    const watched = { ...data, onRanked: (...counts: [number, number]) => void told.push(counts) };
    expect(judgeModel(vectors, watched, vectors)).toEqual(judgeModel(vectors, data, vectors));
    const total = rows.length * (2 + Object.keys(judgement.baselines).length);
    expect([told.length, told[0], told.at(-1)]).toEqual([total, [1, total], [total, total]]);
    told.length = 0;
    compareModels(vectors, vectors, watched);
    expect(told.at(-1)).toEqual([2 * rows.length, 2 * rows.length]);
  });

  it('derives no slice with a name that the rows use', () => {
    const named = judgeModel(vectors, { ...data, rows: rows.map((row) => ({ ...row, slice: 'seen' })) });
    expect(Object.keys(named.metrics)).toEqual(['seen']);
    expect(named.derived.metrics).not.toHaveProperty('seen');
  });

  it('compares with the live vectors if given, and finds no difference to the same model', () => {
    expect(judgement).not.toHaveProperty('live');
    const again = judgeModel(vectors, data, vectors);
    expect(again.live).toEqual(again.metrics);
    expect(again.intervals.live!.low!['ndcg@10']).toEqual({ difference: 0, low: 0, high: 0 });
    expect(again.baselines).not.toHaveProperty('live');
  });

  it('judges the text model of a run on the same rows, each as an opponent of the other', () => {
    const text = embedCatalog(buildTextModel(model, 1), catalog);
    const { trained: ofModel, text: ofText } = judgeModels({ trained: vectors, text }, data, vectors);
    expect(ofModel.metrics).toEqual(judgement.metrics);
    expect(ofModel.text).toEqual(ofText!.metrics);
    expect(ofText!.trained).toEqual(ofModel.metrics);
    expect(Object.keys(ofText!.intervals)).toEqual([...Object.keys(judgement.baselines), 'live', 'trained']);
    const [of, against] = [ofModel.intervals.text!.low!, ofText!.intervals.trained!.low!].map(
      (one) => one['recall@10'],
    );
    expect(of!.difference).toBeCloseTo(-against!.difference, 12);
    expect(of!.low).toBeGreaterThan(0);
  });
});
