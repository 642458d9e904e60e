import { describe, expect, it } from 'vitest';
import { encodeForward } from '../../../../lambdas/core/encoder/encoder.ts';
import { judgeRows } from '../../../../lambdas/core/evaluation/judge-rows.ts';
import { buildCosineScorer } from '../../../../lambdas/core/evaluation/scorers/cosine-scorer.ts';
import { embedProducts, type Model, readInputs } from '../../../../lambdas/core/model/model.ts';
import { serializeModel } from '../../../../lambdas/core/model/model-file.ts';
import { splitHeldOut } from '../../../../lambdas/core/training/data/held-out-split.ts';
import { startTraining } from '../../../../lambdas/core/training/run/train-model.ts';
import {
  chooseTrainedShare,
  planQuestions,
  planSearches,
  scoreShares,
  selectModel,
} from '../../../../lambdas/core/training/selection/trained-share.ts';
import {
  colouredThings,
  quickConfig,
  tasteBaskets,
  trained,
  trainingSet,
} from '../../../support/core/training-factories.ts';

const set = trainingSet(colouredThings(), tasteBaskets());
const config = quickConfig({ maxPairs: 2000, heldOutFraction: 0.25 });
const split = splitHeldOut(set, { fraction: 0.25, seed: 1 });
const modelOf = (overrides: object): Model => trained(set, quickConfig({ ...config, ...overrides })).model;
const [first, last] = [modelOf({ trainedShare: 0 }), modelOf({ trainedShare: 1 })];
const inputs = readInputs(last.input, set.products);

describe('chooseTrainedShare', () => {
  const data = { ...split, leftOutSearches: [], isMatching: false };
  const choose = (line: { first: Model; last: Model }) => chooseTrainedShare(line, inputs, data, config);

  it('keeps training that helps', () => {
    const { share, tried } = choose({ first, last });
    expect(share).toBe(1);
    expect(tried.at(-1)!.ndcg).toBeGreaterThan(2 * tried[0]!.ndcg);
  });

  it('undoes training that does harm, and says so', () => {
    // Longer weights rule every point of the line but its beginning.
    const table = first.parameters.table.map((one) => 1000 * one);
    const harmed = { ...first, parameters: { ...first.parameters, table } };
    const { share, verdict } = choose({ first: last, last: harmed });
    expect(share).toBe(0);
    expect(verdict).toContain('training changed nothing for the better');
  });

  it('asks the searches that were left out of training instead, if there are any', () => {
    const leftOutSearches = set.products.slice(0, 12).map((_, query) => ({
      query,
      rows: [query],
      relevant: [query + 12],
    }));
    const { questions, verdict } = chooseTrainedShare({ first, last }, inputs, { ...data, leftOutSearches }, config);
    expect(questions).toBe(12);
    expect(verdict).toContain('12 searches left out of training');
  });

  it('keeps the share of the configuration, without a question', () => {
    const choice = chooseTrainedShare({ first, last }, inputs, data, { ...config, trainedShare: 0.5 });
    expect(choice).toMatchObject({ share: 0.5, questions: 0, verdict: 'the configuration keeps a share of 0.5' });
  });
});

describe('scoreShares', () => {
  it.each([
    ['a bag', {}],
    ['a bag with a hidden layer', { hidden: 4 }],
  ])('ranks as the model at each share does, encoded from its own weights: %s', (_name, overrides) => {
    const line = {
      first: modelOf({ ...overrides, trainedShare: 0 }),
      last: modelOf({ ...overrides, trainedShare: 1 }),
    };
    const plan = planQuestions(split.training, split.further, 1);
    for (const { share, ndcg } of scoreShares(line, inputs, plan)) {
      const { parameters } = selectModel(line, share);
      const { embeddings } = encodeForward(inputs, parameters, true);
      const byRow = judgeRows(plan, buildCosineScorer(embeddings, parameters.D)).metrics['ndcg@10'];
      const facts = [...new Set(plan.rows.map(({ slice }) => slice))];
      const naive = facts.map((fact) => {
        const own = [...byRow].filter((_, row) => plan.rows[row]!.slice === fact);
        return own.reduce((sum, one) => sum + one, 0) / own.length;
      });
      naive.forEach((value, fact) => {
        expect(ndcg[fact], `share ${share}, fact ${fact}`).toBeCloseTo(value, 9);
      });
    }
  });
});

describe('planQuestions', () => {
  it('asks again without what occurs together with the query in the training rows', () => {
    const products = ['a', 'b', 'c', 'd'].map((id) => ({ id, title: id }));
    const training = trainingSet(products, [{ items: ['a', 'b'], kind: 'basket' }]);
    const further = [
      { query: 'a', relevant: ['b', 'c'], slice: '0' },
      { query: 'd', relevant: ['c'], slice: '1' },
    ];
    const { rows } = planQuestions(training, further, 1);
    const shown = rows.map(({ query, relevant, masked, slice }) => [query, [...relevant], [...masked].sort(), slice]);
    expect(shown).toHaveLength(3);
    expect(shown).toContainEqual([0, [1, 2], [0], '0']);
    expect(shown).toContainEqual([0, [2], [0, 1], '0']);
    expect(shown).toContainEqual([3, [2], [3], '1']);
  });

  it('draws at most 400 questions, the same for the same seed', () => {
    const further = Array.from({ length: 500 }, (_, i) => ({
      query: set.products[i % 30]!.id,
      relevant: [set.products[(i + 1 + (i % 7)) % 30]!.id],
      slice: String(i),
    }));
    const none = trainingSet(colouredThings(), []);
    const slices = (seed: number) => planQuestions(none, further, seed).rows.map(({ slice }) => slice);
    expect(slices(1)).toHaveLength(400);
    expect(slices(1)).toEqual(slices(1));
    expect(slices(2)).not.toEqual(slices(1));
  });
});

describe('planSearches', () => {
  it('ranks products that are answers, and never a search', () => {
    const products = ['a', 'b', 'c'].map((id) => ({ id, title: id }));
    const rows = [...'abc'].flatMap((positive) => [0, 1].map((i) => ({ query: `words ${i}`, positive })));
    const training = trainingSet(products, rows);
    const { inPlay, rows: asked } = planSearches(training, [{ query: 3, rows: [3], relevant: [0, 2] }]);
    expect([...inPlay]).toEqual([1, 1, 1, 0, 0]);
    expect(asked.map(({ query, relevant }) => [query, [...relevant]])).toEqual([[3, [0, 2]]]);
  });
});

describe('a run', () => {
  it('takes no step on the searches that its share is chosen by', () => {
    const products = Array.from({ length: 300 }, (_, i) => ({ id: `p${i}`, title: `thing ${i % 40} part ${i % 7}` }));
    const rows = Array.from({ length: 250 }, (_, i) =>
      [1, 3, 11].map((step) => ({ query: `thing ${i % 40} number ${i}`, positive: `p${(i * step + step) % 300}` })),
    ).flat();
    const report = trained(trainingSet(products, rows), quickConfig({ maxPairs: 320, heldOutFraction: 0.05 })).report;
    expect(report.trainedShare!.verdict).toMatch(/ on \d+ searches left out of training/);
    expect(report.trainedShare!.facts).toBeGreaterThanOrEqual(10);
  });

  it('serves the point of the line at the configured share', () => {
    const half = modelOf({ trainedShare: 0.5 }).parameters.table;
    const expected = first.parameters.table.map((one, i) => 0.5 * one + 0.5 * last.parameters.table[i]!);
    expect(half).toEqual(expected);
    expect(embedProducts(first, set.products)).not.toEqual(embedProducts(last, set.products));
  });

  it('gives the same model and report if the share was chosen before it finishes, as another step', () => {
    const beginning = startTraining(set, config);
    let next = beginning.next();
    while (!next.done) next = beginning.next();
    const run = next.value;
    while (run.step < run.steps) run.takeStep();
    const choice = run.chooseShare();
    const [whole, cut] = [run.finish(), run.finish(undefined, choice)];
    expect(choice!.tried).toHaveLength(5);
    expect(cut.report).toEqual(whole.report);
    expect(serializeModel(cut.model)).toEqual(serializeModel(whole.model));
    expect(whole.report.trainedShare).toEqual(choice);
    expect(whole.text!.report).not.toHaveProperty('trainedShare');
  });

  it('keeps a quarter of the training on the catalog alone, unless a share is configured', () => {
    const run = (overrides: object) =>
      trained(set, quickConfig({ loss: 'listwise', selfSupervised: true, epochs: 1, ...overrides }));
    const [first, last, kept] = [run({ trainedShare: 0 }), run({ trainedShare: 1 }), run({})];
    const expected = first.model.parameters.table.map((one, i) => 0.75 * one + 0.25 * last.model.parameters.table[i]!);
    expect(kept.model.parameters.table).toEqual(expected);
    expect(kept.report.trainedShare).toMatchObject({ share: 0.25, questions: 0, tried: [] });
    expect(last.report.trainedShare!.share).toBe(1);
  });
});
