import { describe, expect, it } from 'vitest';
import type { TrainingRow } from '../../../../lambdas/core/catalog/training-row.ts';
import { serializeModel } from '../../../../lambdas/core/model/model-file.ts';
import type { TrainedModel } from '../../../../lambdas/core/training/run/training-report.ts';
import {
  colouredThings,
  quickConfig,
  tasteBaskets,
  trained,
  trainingSet,
} from '../../../support/core/training-factories.ts';

const products = colouredThings();
const baskets = tasteBaskets();
const config = quickConfig({ loss: 'listwise', epochs: 2, heldOutFraction: 0.2 });
const train = (rows: readonly TrainingRow[]): TrainedModel => trained(trainingSet(products, rows), config);
const alone = train(baskets);
const bytesOf = ({ model }: TrainedModel) => serializeModel(model);

/** A triplet for every two products of every basket, as `kindred mine` writes them. */
const mined = baskets.flatMap(({ items }) => {
  const negative = products.find(({ id }) => !items.includes(id))!.id;
  const pairs = items.flatMap((anchor) => items.map((positive) => ({ anchor, positive, negative })));
  return pairs.filter(({ anchor, positive }) => anchor !== positive);
});

describe('training on lists', () => {
  it.each([
    ['with their audit', mined.map((row) => ({ ...row, audit: { rank: 1 } }))],
    ['without it', mined],
  ])('gives the same model and the same held-out figures after mined rows were appended, %s', (_what, rows) => {
    const appended = train([...baskets, ...rows]);
    expect(bytesOf(appended)).toEqual(bytesOf(alone));
    expect(appended.report.heldOut).toEqual(alone.report.heldOut);
  });

  it('gives the same model for baskets in any order of their products, and with products in several lines', () => {
    const turned = baskets.map(({ items, kind }) => ({ items: [...items.toReversed(), items[0]!, items[0]!], kind }));
    expect(bytesOf(train(turned))).toEqual(bytesOf(alone));
  });

  it('holds out the same facts if every basket stands twice, and reports what was repeated', () => {
    const { report } = train([...baskets, ...baskets.toReversed()]);
    expect(report.heldOut!.metrics.all!.queries).toBe(alone.report.heldOut!.metrics.all!.queries);
    expect(report.data).toMatchObject({ rows: 160, facts: 80, evidence: { repeatedRows: 80 } });
    expect(report.data.split).toEqual(alone.report.data.split);
  });

  it('finds nothing on held-out pairs that stand in both directions and say nothing about each other', () => {
    const pairs = products.slice(0, 20).map(({ id }, i) => ({ anchor: id, positive: products[(7 * i + 11) % 30]!.id }));
    const mirrored = pairs.map(({ anchor, positive }) => ({ anchor: positive, positive: anchor }));
    const once = train(pairs);
    const both = train([...pairs, ...mirrored]);
    expect(bytesOf(both)).toEqual(bytesOf(once));
    expect(both.report.data.heldOutRows).toBe(once.report.data.heldOutRows);
  });
});
