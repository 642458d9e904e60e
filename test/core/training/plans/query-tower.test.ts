import { describe, expect, it } from 'vitest';
import type { TrainingRow } from '../../../../lambdas/core/catalog/training-row.ts';
import { embedProducts, embedQueries, type Model } from '../../../../lambdas/core/model/model.ts';
import { serializeModel } from '../../../../lambdas/core/model/model-file.ts';
import { colouredThings, quickConfig, trained, trainingSet } from '../../../support/core/training-factories.ts';

/** Nothing but titles, so that a query says no less than a product. */
const products = colouredThings().map(({ id, title }) => ({ id, title: title! }));
const COLOURS = ['red', 'green', 'blue', 'white', 'black'];

/** Who looks for `red` wants `green`, and so on: a word does not say in a query what it says in a title. */
function wantedBy(colour: string): string {
  return COLOURS[(COLOURS.indexOf(colour) + 1) % COLOURS.length]!;
}

/** Queries for all things but the last, and pairs of products that hold titles to what they say: things of one colour. */
function rows(): TrainingRow[] {
  return products.flatMap(({ id }, i): TrainingRow[] => {
    const [thing, colour] = id.split('-') as [string, string];
    const query = { query: `${COLOURS.find((one) => wantedBy(one) === colour)} ${thing}`, positive: id };
    const next = { anchor: id, positive: products[(i + COLOURS.length) % products.length]!.id };
    return thing === 'vase' ? [next] : [query, next];
  });
}

/** Of the queries `<colour> <thing>`, how many have the wanted product first, among those of that thing. */
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

describe('a query tower', () => {
  const set = trainingSet(products, rows());
  const config = (overrides: object) =>
    quickConfig({
      heldOutFraction: 0,
      identityDropout: 1,
      features: { titleCompoundWeight: 0, unknownBuckets: 0 },
      ...overrides,
    });

  it('learns what words mean in a query, also for a thing that nobody looked for yet', () => {
    const towered = trained(set, config({ queryTower: true })).model;
    const shared = trained(set, config({})).model;
    expect(answered(towered, 'cup')).toBe(1);
    expect(answered(towered, 'vase')).toBeGreaterThan(0.75);
    expect(answered(shared, 'vase')).toBeLessThan(0.25);
  });

  it('begins with what words say in products', () => {
    const { model } = trained(set, config({ queryTower: true, epochs: 0 }));
    expect(embedQueries(model, ['red cup'])).toEqual(embedProducts(model, [{ id: 'new', title: 'red cup' }]));
  });

  it('is trained with the symmetric loss, asked for or not', () => {
    const bytes = (overrides: object) => serializeModel(trained(set, config({ maxPairs: 640, ...overrides })).model);
    expect(bytes({ queryTower: true })).toEqual(bytes({ queryTower: true, symmetric: true }));
    expect(bytes({ symmetric: true })).not.toEqual(bytes({}));
  });
});
