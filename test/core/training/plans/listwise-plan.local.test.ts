import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { computeCoOccurrence } from '../../../../lambdas/core/likeness/co-occurrence.ts';
import { buildLikenessTargets } from '../../../../lambdas/core/likeness/likeness-targets.ts';
import { serializeModel } from '../../../../lambdas/core/model/model-file.ts';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import type { TrainingSet } from '../../../../lambdas/core/training/data/training-set.ts';
import { buildListwisePlan } from '../../../../lambdas/core/training/plans/build-listwise-plan.ts';
import { prepareListwisePlan, weighAnchors } from '../../../../lambdas/core/training/plans/listwise-plan.ts';
import type { StepPlan } from '../../../../lambdas/core/training/plans/step-plan.ts';
import { trainModel } from '../../../../lambdas/core/training/run/train-model.ts';
import type { TrainingProgress } from '../../../../lambdas/core/training/run/training-report.ts';
import { foods, recipes } from '../../../support/core/recipes.ts';
import {
  colouredThings,
  tasteBaskets,
  tasteFeatures,
  tasteOf,
  trained,
  trainingSet,
} from '../../../support/core/training-factories.ts';
import { twoShops } from '../../../support/core/two-shops.ts';

const products = colouredThings();
const listwise = (overrides: object = {}) =>
  buildTrainingConfig({ dim: 16, batchSize: 32, epochs: 8, learningRate: 0.02, features: tasteFeatures, ...overrides });

function planned(set: TrainingSet): StepPlan {
  const planning = prepareListwisePlan(set, 0, listwise({ tuneFields: false }));
  for (;;) {
    const { done, value } = planning.next();
    if (done) return value;
  }
}

const plansOfRecipes = new Map<number, StepPlan>();

/** The plan for the recipes with so many staples, prepared once: that takes most of the time of its tests. */
function plannedRecipes(staples: number): StepPlan {
  const known = plansOfRecipes.get(staples) ?? planned(trainingSet(foods, recipes(staples)));
  plansOfRecipes.set(staples, known);
  return known;
}

describe('prepareListwisePlan', () => {
  const set = trainingSet(products, tasteBaskets());
  const recallOf = (overrides: object) =>
    trained(set, listwise({ heldOutFraction: 0.25, ...overrides })).report.heldOut!.metrics.all!['recall@10'];

  // Tuning the field weights takes most of a training, and does not depend on the other settings here.
  it.each([
    ['the default settings', { tuneFields: true }],
    ['short prefixes', { matryoshkaDims: [4, 8] }],
    ['a hidden layer', { hidden: 16 }],
    ['sampled candidates', { maxCandidates: 16, batchSize: 8 }],
    ['AdamW and clipped gradients', { optimizer: 'adamw', weightDecay: 0.1, clipNorm: 1 }],
  ])('learns what is bought together with %s', (_name, overrides) => {
    const settings = { tuneFields: false, ...overrides };
    expect(recallOf({ ...settings, epochs: 0, learningRate: 1e-9 })).toBeLessThan(0.3);
    expect(recallOf(settings)).toBeGreaterThan(0.7);
  });

  it('yields each phase of preparation before the first step', () => {
    const training = trainModel(set, listwise());
    const progress = Array.from({ length: 5 }, () => training.next().value as TrainingProgress);
    expect(progress.map((one) => (one.phase === 'preparing' ? one.doing : one.phase))).toEqual([
      'tuning the field weights',
      'reading the products',
      'finding neighbours',
      'tuning the text weight',
      'training',
    ]);
  });

  it('gives the same bytes for the same seed, and others for another', () => {
    const shaOf = (seed: number) =>
      createHash('sha256')
        .update(serializeModel(trained(set, listwise({ seed, epochs: 1 })).model))
        .digest('hex');
    const first = shaOf(1);
    expect(shaOf(1)).toBe(first);
    expect(shaOf(2)).not.toBe(first);
  });

  it('reports the tuned settings, and keeps given ones', () => {
    const { tuning } = trained(set, listwise()).report;
    expect(tuning!.textWeightsTried.length).toBeGreaterThan(3);
    const best = Math.max(...tuning!.textWeightsTried.map(({ logLikelihood }) => logLikelihood!));
    expect(tuning!.textWeightsTried.find(({ logLikelihood }) => logLikelihood === best)?.textWeight).toBe(
      tuning!.textWeight,
    );
    const given = trained(set, listwise({ targetTextWeight: 0.3, tuneFields: false })).report.tuning;
    expect(given).toEqual({
      fields: null,
      vectors: [],
      popularity: expect.objectContaining({ keepsPopularity: false }),
      textWeight: 0.3,
      textWeightBy: 'configuration',
      textWeightsTried: [],
      matching: false,
      clusters: false,
      learningRateShare: expect.any(Number),
    });
  });

  it.each([
    ['half of the temperature and a quarter of the dropout where popular products are the answer', 4, 2, 4],
    ['the given temperature and dropout elsewhere', 1, 1, 1],
  ])('takes steps with %s', (_name, staples, ofTemperature, ofDropout) => {
    const of = trainingSet(foods, recipes(staples));
    const { tuning, ...plan } = plannedRecipes(staples);
    const rows = computeCoOccurrence(of.products.length, of);
    const lists = {
      targets: buildLikenessTargets([{ rows, weight: 1 }], 2),
      anchorWeights: new Float64Array(of.products.length).fill(1),
    };
    const lossWith = (settings: object, chosen: StepPlan['tuning']) =>
      buildListwisePlan(plan, lists, listwise(settings), chosen).take(0, new CounterRandom(1, 'step'));
    const loss = lossWith({ temperature: 0.5, identityDropout: 0.8 }, tuning);
    expect(loss).toBe(lossWith({ temperature: 0.5 / ofTemperature, identityDropout: 0.8 / ofDropout }, null));
    expect(loss).not.toBe(lossWith({ temperature: 0.5 / ofTemperature, identityDropout: 0.1 }, null));
    expect(loss).not.toBe(lossWith({ temperature: 0.1, identityDropout: 0.8 / ofDropout }, null));
  });

  it('ranks foods of no recipe too where popular products are the answer, which are expected beside them', () => {
    const known = [...foods, ...Array.from({ length: 30 }, (_, i) => ({ id: `new-${i}` }))];
    expect(planned(trainingSet(known, recipes(4))).candidates).toBe(known.length);
    expect(planned(trainingSet(known, recipes(1))).candidates).toBe(foods.length);
  });

  it('takes two and a half times the steps where popular products are the answer, within the budget', () => {
    const settings = { batchSize: 32, epochs: 8 };
    const stepsOf = (staples: number, changed: object = {}) => {
      const { withSettings, stepSeconds } = plannedRecipes(staples);
      const { steps } = withSettings!({ ...settings, ...changed });
      return { steps, seconds: steps * stepSeconds };
    };
    expect(stepsOf(1).steps).toBe((8 * 1000) / 32);
    expect(stepsOf(4).steps).toBe((2.5 * 8 * 1000) / 32);
    const budgetSeconds = stepsOf(1).seconds;
    const bounded = stepsOf(4, { budgetSeconds });
    expect(bounded.seconds).toBeLessThanOrEqual(budgetSeconds);
    expect(bounded.steps).toBeLessThan(2 * stepsOf(1).steps);
  });

  it('draws products without a partner as anchors three times as often as products of one row', () => {
    const [rows, hasPartners] = [Float64Array.of(1, 9, 0, 1), Uint8Array.of(1, 1, 0, 0)];
    expect([...weighAnchors(rows, hasPartners, Uint8Array.of(1, 1, 1, 1))]).toEqual([1, 3, 3, 3]);
    expect([...weighAnchors(rows, hasPartners, hasPartners)]).toEqual([1, 3, 0, 0]);
  });

  it('takes smaller steps with little evidence per product', () => {
    const pairs = products.slice(1).map(({ id }, i) => ({ anchor: products[i]!.id, positive: id }));
    const { learningRateShare } = trained(trainingSet(products, pairs), listwise({ epochs: 1 })).report.tuning!;
    expect(learningRateShare).toBeGreaterThan(0.6);
    expect(learningRateShare).toBeLessThan(0.7);
  });

  it('uses all products as negatives in a matching, with one row per product as full evidence', () => {
    const { catalog, known } = twoShops(120);
    const { candidates, tuning } = planned(trainingSet(catalog, known));
    expect(tuning).toMatchObject({ matching: true, learningRateShare: 1, contentFit: { steps: 16 } });
    expect(candidates).toBe(catalog.length);
  });

  it('uses products without rows as text neighbours only when evidence is thin', () => {
    const known = tasteBaskets().filter(({ items }) => !items.includes('rug-red') && !items.includes('lamp-red'));
    const enough = planned(trainingSet(products, [...known, ...known]));
    expect([enough.tuning!.matching, enough.tuning!.learningRateShare]).toEqual([false, 1]);
    expect(enough.tuning!.contentFit).toBeUndefined();
    expect(enough.candidates).toBeLessThan(enough.inputs.B);
    const thin = planned(trainingSet(products, known.slice(0, 12)));
    expect(thin.tuning!.learningRateShare).toBeLessThan(1);
    expect(thin.candidates).toBe(thin.inputs.B);
  });

  it('learns from the texts of products without rows when evidence is thin', () => {
    const isBought = (id: string) => /^(lamp|cup)/.test(id);
    const rows = tasteBaskets().map(({ items, kind }) => ({ items: items.filter(isBought), kind }));
    const modelAt = (trainedShare: number) =>
      trained(trainingSet(products, rows.slice(0, 60)), listwise({ tuneFields: false, trainedShare }));
    const [{ model, report }, first] = [modelAt(1), modelAt(0).model.parameters.table];
    expect(report.tuning!.learningRateShare).toBeLessThan(1);
    if (model.input.encoder !== 'bag') throw new Error('expected a bag');
    const { table, D } = model.parameters;
    const row = model.input.space.vocabulary.tokens.indexOf('title:chair');
    const moved = table.subarray(row * D, (row + 1) * D).map((one, d) => one - first[row * D + d]!);
    expect(Math.hypot(...moved)).toBeGreaterThan(0);
  });

  it('trains the linear encoder, which has no text, on co-occurrence alone', () => {
    const rows = products.map(({ id }, i) => ({ id, features: [i % 5, tasteOf(id), (i * 7) % 11, 1] }));
    const { model, report } = trained(trainingSet(rows, tasteBaskets()), listwise({ encoder: 'linear', dim: 4 }));
    expect(model.input).toEqual({ encoder: 'linear', inputDim: 4 });
    expect(report.lossCurve.at(-1)!.loss).toBeLessThan(report.lossCurve[0]!.loss);
  });
});
