import { describe, expect, it } from 'vitest';
import type { TrainingRow } from '../../../../lambdas/core/catalog/training-row.ts';
import { embedProducts, embedQueries, type Model } from '../../../../lambdas/core/model/model.ts';
import { serializeModel } from '../../../../lambdas/core/model/model-file.ts';
import { colouredThings, quickConfig, trained, trainingSet } from '../../../support/core/training-factories.ts';

/** Titles only, so that a query has as much text as a product. */
const products = colouredThings().map(({ id, title }) => ({ id, title: title! }));
const COLOURS = ['red', 'green', 'blue', 'white', 'black'];

/** A query for `red` wants `green`, and so on: a word has another meaning in a query than in a title. */
function wantedBy(colour: string): string {
  return COLOURS[(COLOURS.indexOf(colour) + 1) % COLOURS.length]!;
}

/** Queries for all things but the last, and pairs of things of one colour, which fix the meaning of titles. */
function rows(): TrainingRow[] {
  return products.flatMap(({ id }, i): TrainingRow[] => {
    const [thing, colour] = id.split('-') as [string, string];
    const query = { query: `${COLOURS.find((one) => wantedBy(one) === colour)} ${thing}`, positive: id };
    const next = { anchor: id, positive: products[(i + COLOURS.length) % products.length]!.id };
    return thing === 'vase' ? [next] : [query, next];
  });
}

/** The number of queries `<colour> <thing>` that rank the wanted product first among those of that thing. */
function answered(model: Model, thing: string): number {
  const things = products.filter(({ id }) => id.startsWith(thing));
  const vectors = embedProducts(model, things);
  const { D } = model.parameters;
  const right = COLOURS.filter((colour) => {
    const query = embedQueries(model, [`${colour} ${thing}`]);
    const scores = things.map((_, i) => query.reduce((sum, x, d) => sum + x * vectors[i * D + d]!, 0));
    return things[scores.indexOf(Math.max(...scores))]!.id === `${thing}-${wantedBy(colour)}`;
  });
  return right.length / COLOURS.length;
}

describe('training with a query tower', () => {
  const set = trainingSet(products, rows());
  const config = (overrides: object) =>
    quickConfig({
      heldOutFraction: 0,
      identityDropout: 1,
      features: { titleCompoundWeight: 0, unknownBuckets: 0 },
      ...overrides,
    });

  it('learns the meaning of words in queries, also for a thing without a query in training', () => {
    const towered = trained(set, config({ queryTower: true })).model;
    const shared = trained(set, config({})).model;
    expect(answered(towered, 'cup')).toBe(1);
    expect(answered(towered, 'vase')).toBeGreaterThan(0.75);
    expect(answered(shared, 'vase')).toBeLessThan(0.25);
  });

  it('starts from the word vectors of products', () => {
    const { model } = trained(set, config({ queryTower: true, epochs: 0 }));
    expect(embedQueries(model, ['red cup'])).toEqual(embedProducts(model, [{ id: 'new', title: 'red cup' }]));
  });

  it('uses the symmetric loss, with or without the setting', () => {
    const bytes = (overrides: object) => serializeModel(trained(set, config({ maxPairs: 640, ...overrides })).model);
    expect(bytes({ queryTower: true })).toEqual(bytes({ queryTower: true, symmetric: true }));
    expect(bytes({ symmetric: true })).not.toEqual(bytes({}));
  });
});
