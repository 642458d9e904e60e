import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeRows } from '../../../../lambdas/core/evaluation/judge-rows.ts';
import { planJudging } from '../../../../lambdas/core/evaluation/judging-plan.ts';
import { buildCosineScorer } from '../../../../lambdas/core/evaluation/scorers/cosine-scorer.ts';
import type { Scorer } from '../../../../lambdas/core/evaluation/scorers/scorer.ts';
import { buildTfIdfScorer } from '../../../../lambdas/core/evaluation/scorers/tf-idf-scorer.ts';
import { defaultFeatureConfig } from '../../../../lambdas/core/features/feature-config.ts';
import { embedProducts } from '../../../../lambdas/core/model/model.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { confirmFields } from '../../../../lambdas/core/training/plans/confirm-fields.ts';
import { catalogsWithoutTitles, catalogsWithTitles, inventCatalog } from '../../../support/core/invented-catalogs.ts';
import { colouredThings, trained, trainingSet } from '../../../support/core/training-factories.ts';
import { twoShops } from '../../../support/core/two-shops.ts';

const seeds = fc.integer({ min: 1, max: 1e6 });
const withoutTitles = Object.entries(catalogsWithoutTitles);

type Catalog = ReturnType<typeof inventCatalog>;

/** The mean capped recall@10 of a scorer. */
function recallOf({ products, rows }: Catalog, scorer: Scorer): number {
  const recalls = judgeRows(planJudging({ ids: products.map(({ id }) => id), rows }), scorer).metrics['recall@10'];
  return recalls.reduce((sum, one) => sum + one, 0) / recalls.length;
}

/** The recall of a model that learned from the catalog alone, and that of TF-IDF. */
function compareWithTfIdf(catalog: Catalog): { learned: number; tfIdf: number } {
  const config = buildTrainingConfig({ selfSupervised: true });
  const { model } = trained(trainingSet(catalog.products, []), config);
  const learned = recallOf(catalog, buildCosineScorer(embedProducts(model, catalog.products), model.parameters.D));
  return { learned, tfIdf: recallOf(catalog, buildTfIdfScorer(catalog.products)) };
}

const confirm = (products: Catalog['products'], seed = 1) => confirmFields(products, defaultFeatureConfig, seed);
const keptOf = (products: Catalog['products'], seed = 1) =>
  Object.fromEntries(confirm(products, seed).views.map(({ view, kept }) => [view, kept]));

describe('confirmFields', () => {
  it.each([...withoutTitles, ...Object.entries(catalogsWithTitles)])(
    'lets a model of a catalog alone rank at least as TF-IDF: %s',
    (_, make) => {
      const { learned, tfIdf } = compareWithTfIdf(inventCatalog(make, 1));
      expect(learned).toBeGreaterThanOrEqual(tfIdf - 0.01);
    },
  );

  it('trusts no title that no other field confirms: codes, invented names, random words', () => {
    const run = (seed: number, [, make]: (typeof withoutTitles)[number]) => {
      expect(keptOf(inventCatalog(make, seed).products, seed).title).toBeLessThan(0.5);
    };
    fc.assert(fc.property(seeds, fc.constantFrom(...withoutTitles), run), { numRuns: 20 });
  });

  it('keeps the weights of titles and descriptions that agree', () => {
    const { views } = confirm(twoShops(60).catalog);
    expect(views.length).toBeGreaterThan(0);
    for (const { kept } of views) expect(kept).toBe(1);
  });

  it('keeps all weights of titles alone, and of a catalog too small to show anything', () => {
    const products = inventCatalog(catalogsWithTitles['titles alone']!, 1).products;
    expect(confirm(products)).toEqual({ weights: {}, views: [] });
    expect(confirm(colouredThings())).toEqual({ weights: {}, views: [] });
  });

  it('keeps the weights of titles whose category or brand is the same for all products', () => {
    const { products } = inventCatalog(catalogsWithTitles['titles alone']!, 1);
    const same = products.map((product) => ({ ...product, category: ['Home'], brand: 'Kindred' }));
    expect(keptOf(same)).toEqual({ title: 1, category: 1, brand: 1 });
  });

  it('leaves an unconfirmed value the weight that decides ties, and never more than was given', () => {
    const { products } = inventCatalog(catalogsWithoutTitles['titles of words that say nothing, and brands']!, 1);
    expect(confirm(products).weights).toEqual({
      titleWordWeight: 0,
      titleCompoundWeight: 0,
      titleGramWeight: 0,
      brandWeight: defaultFeatureConfig.wordWeight / 8,
    });
    const small = { ...defaultFeatureConfig, brandWeight: 0.01 };
    expect(confirmFields(products, small, 1).weights.brandWeight).toBe(0.01);
  });

  it('reports what it found of each view', () => {
    const { products } = inventCatalog(
      ({ kind, newWord }) => ({ title: `${kind} ${newWord()}`, category: ['Home', kind] }),
      1,
    );
    const { tuning } = trained(trainingSet(products, []), buildTrainingConfig({ selfSupervised: true })).report;
    const [title, category] = tuning!.views!;
    expect(title).toEqual({ view: 'title', agreement: expect.closeTo(1, 1), confirmedBy: 'category', kept: 1 });
    expect(category).toEqual({ ...title, view: 'category', confirmedBy: 'title' });
  });
});
