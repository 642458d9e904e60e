import { beforeEach, describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { embedFeatureVectors } from '../../../lambdas/core/model/model.ts';
import { parseModel } from '../../../lambdas/core/model/model-file.ts';
import { trainStep } from '../../../lambdas/core/training/online/train-step.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { type TrainStepRequest, trainStepFromHead } from '../../../lambdas/use-cases/online-steps/train-step.ts';
import {
  identityModel,
  linearModelOf,
  productOf,
  storedProductOf,
  TestClock,
  testStart,
} from '../../support/core/factories.ts';
import { MemoryModels } from '../../support/worlds/memory-models.ts';

let products: MemoryProductStore;
let models: MemoryModels;
/** After how many failures each wait came. */
let waits: number[];
let clock: TestClock;
const defaults = { learningRate: 0.1, margin: 1, gradient: 'exact', steps: 1, create: { dim: 5, seed: 0 } } as const;
const vectorTriplet = { anchor: [1, 0], positive: [0.5, 0.5], negative: [0.9, 0] };

function train(triplets: TrainStepRequest['triplets'], more: Partial<TrainStepRequest> = {}) {
  const { weights, registry, pointers, source } = models;
  const backoff = { wait: async (failures: number) => void waits.push(failures) };
  const ports = { products, weights, registry, pointers, models: source, clock, backoff };
  return trainStepFromHead(ports, { ...defaults, triplets, ...more });
}

async function store(...given: Product[]): Promise<void> {
  for (const product of given) await products.put(storedProductOf(product));
}

beforeEach(() => {
  products = new MemoryProductStore();
  models = new MemoryModels();
  waits = [];
  clock = new TestClock();
});

describe('trainStepFromHead', () => {
  it('saves new weights and their record, and moves head', async () => {
    const parent = await models.publish(identityModel);
    const outcome = await train([vectorTriplet], { steps: 2 });
    const expected = trainStep(identityModel, [vectorTriplet], { steps: 2 });
    const { lossBefore, lossAfter } = expected;
    const version = outcome.modelVersion;
    expect(outcome).toEqual({
      modelVersion: version,
      parent,
      lossBefore,
      lossAfter,
      activeBefore: 1,
      triplets: 1,
      head: version,
      live: parent,
      stepsSinceLive: 1,
    });
    expect(lossAfter).toBeLessThan(lossBefore);
    expect(parseModel((await models.weights.load(version))!)).toEqual(expected.model);
    expect(await models.pointers.read('head')).toEqual({ version, movedAt: testStart });
    expect(await models.registry.get(version)).toMatchObject({
      version,
      parent,
      lineage: { base: parent, steps: 1 },
      origin: 'train-step',
      dim: 2,
    });
  });

  it('takes the same step on products by id, by value and as features', async () => {
    await models.publish(identityModel);
    await store(productOf('p', { features: [0.5, 0.5] }));
    const byName = { anchor: productOf('x', { features: [1, 0] }), positive: 'p', negative: [0.9, 0] };
    const { lossBefore } = await train([byName]);
    expect(lossBefore).toBe(trainStep(identityModel, [vectorTriplet]).lossBefore);
  });

  it('does not move head if no triplet has a loss', async () => {
    const parent = await models.publish(identityModel);
    const outcome = await train([{ anchor: [1, 0], positive: [1, 0.1], negative: [9, 9] }]);
    expect(outcome).toMatchObject({ modelVersion: parent, parent, head: parent, lossBefore: 0, activeBefore: 0 });
  });

  it('starts from a linear model if there is no head, the same one for the same seed', async () => {
    const first = await train([vectorTriplet], { create: { dim: 3, seed: 7 } });
    expect(first).toMatchObject({ parent: null, live: null });
    const model = parseModel((await models.weights.load(first.modelVersion))!);
    expect(embedFeatureVectors(model, [[1, 0]])).toHaveLength(3);
    models = new MemoryModels();
    expect((await train([vectorTriplet], { create: { dim: 3, seed: 7 } })).modelVersion).toBe(first.modelVersion);
    models = new MemoryModels();
    expect((await train([vectorTriplet], { create: { dim: 3, seed: 8 } })).modelVersion).not.toBe(first.modelVersion);
  });

  it('throws model-not-ready if there is no head and the triplets have no features', async () => {
    await store(productOf('a'), productOf('b', { title: 'no features' }), productOf('c'));
    await expect(train([{ anchor: 'a', positive: 'b', negative: 'c' }])).rejects.toMatchObject({
      code: 'model-not-ready',
      message: expect.stringContaining('features'),
    });
  });

  it('names unknown products and products that the model cannot read', async () => {
    await models.publish(identityModel);
    await store(productOf('a'));
    const unknown = [vectorTriplet, { anchor: 'a', positive: 'x', negative: 'y' }];
    await expect(train(unknown)).rejects.toMatchObject({
      faults: [
        { path: ['triplets', 1, 'positive'], code: 'product-not-found' },
        { path: ['triplets', 1, 'negative'], code: 'product-not-found' },
      ],
    });
    await expect(train([vectorTriplet, { ...vectorTriplet, negative: [1] }])).rejects.toMatchObject({
      faults: [{ path: ['triplets', 1, 'negative'], code: 'wrong-dimension' }],
    });
  });

  it.each([
    ['anchor and positive', { anchor: 'a', positive: productOf('a'), negative: 'c' }],
    ['anchor and negative', { anchor: 'a', positive: 'b', negative: 'a' }],
    ['positive and negative', { anchor: 'a', positive: 'b', negative: 'b' }],
    ['positive and negative', { anchor: [1, 2], positive: [3, 4], negative: [3, 4] }],
  ])('refuses a triplet whose %s are the same', async (pair, degenerate) => {
    await expect(train([vectorTriplet, degenerate])).rejects.toMatchObject({
      faults: [{ path: ['triplets', 1], code: 'degenerate-triplet', detail: `${pair} are the same` }],
    });
  });

  it('does not move head if the step overflows', async () => {
    const head = await models.publish(identityModel);
    const huge = { anchor: [1e200, 0], positive: [0, 1e200], negative: [1, 1] };
    await expect(train([huge])).rejects.toMatchObject({ code: 'step-not-finite' });
    expect((await models.pointers.read('head'))?.version).toBe(head);
  });

  it('refuses a step that costs more than a request may', async () => {
    await models.publish(linearModelOf(Array.from({ length: 1000 }, () => Array(700).fill(1))));
    const ones = Array(1000).fill(1);
    const wide = { anchor: ones, positive: ones.with(0, 2), negative: ones.with(0, 3) };
    await expect(train(Array(10).fill(wide), { steps: 100 })).rejects.toMatchObject({ code: 'step-too-large' });
    expect(await train([wide])).toMatchObject({ triplets: 1 });
  });

  it('takes the step again from the version that others moved head to meanwhile', async () => {
    await models.publish(identityModel);
    const other = linearModelOf([
      [1, 0],
      [0.5, 1],
    ]);
    const save = models.weights.save.bind(models.weights);
    let raced: string | undefined;
    models.weights.save = async (...given) => {
      models.weights.save = save;
      await save(...given);
      raced = await models.publish(other, ['head']);
    };
    const outcome = await train([vectorTriplet]);
    expect(raced).toBeDefined();
    expect(outcome.parent).toBe(raced);
    expect(parseModel((await models.weights.load(outcome.modelVersion))!)).toEqual(
      trainStep(other, [vectorTriplet]).model,
    );
  });

  it('keeps both of two concurrent steps in the lineage', async () => {
    await models.publish(identityModel);
    const outcomes = await Promise.all([
      train([vectorTriplet]),
      train([{ anchor: [0, 1], positive: [1, 1], negative: [0, 0.8] }]),
    ]);
    const [first, second] = outcomes.toSorted((a, b) => (a.head === b.parent ? -1 : 1));
    expect(second?.parent).toBe(first?.modelVersion);
    expect((await models.pointers.read('head'))?.version).toBe(second?.modelVersion);
  });

  it('takes two equal concurrent steps one after the other', async () => {
    const parent = await models.publish(identityModel);
    const outcomes = await Promise.all([train([vectorTriplet]), train([vectorTriplet])]);
    const [first, second] = outcomes.toSorted((a, b) => a.stepsSinceLive! - b.stepsSinceLive!);
    expect(first).toMatchObject({ parent, stepsSinceLive: 1 });
    expect(second).toMatchObject({ parent: first!.modelVersion, stepsSinceLive: 2 });
    const twice = trainStep(trainStep(identityModel, [vectorTriplet]).model, [vectorTriplet]);
    expect(parseModel((await models.weights.load(second!.modelVersion))!)).toEqual(twice.model);
  });

  it('saves no weights if head was moved before', async () => {
    await models.publish(identityModel);
    const save = models.weights.save.bind(models.weights);
    const saved: string[] = [];
    models.weights.save = async (version, bytes) => {
      saved.push(version);
      await save(version, bytes);
    };
    const read = models.pointers.read.bind(models.pointers);
    let reads = 0;
    models.pointers.read = async (name) => {
      reads += 1;
      if (reads === 2)
        await models.publish(
          linearModelOf([
            [2, 0],
            [0, 2],
          ]),
          ['head'],
        );
      return read(name);
    };
    const other = await train([vectorTriplet]);
    expect(saved).toContain(other.modelVersion);
    expect(saved.filter((version) => version !== other.modelVersion && version !== other.parent)).toEqual([]);
  });

  it('throws weights-conflict after 3 retries, with a longer wait before each', async () => {
    const head = await models.publish(identityModel);
    let tries = 0;
    models.pointers.move = async () => {
      tries += 1;
      return 'conflict';
    };
    await expect(train([vectorTriplet])).rejects.toMatchObject({ code: 'weights-conflict' });
    expect({ tries, waits }).toEqual({ tries: 4, waits: [1, 2, 3] });
    expect((await models.pointers.read('head'))?.version).toBe(head);
  });

  it('starts no further attempt if the first ones took long', async () => {
    await models.publish(identityModel);
    let tries = 0;
    models.pointers.move = async () => {
      tries += 1;
      clock.advance(7);
      return 'conflict';
    };
    await expect(train([vectorTriplet])).rejects.toMatchObject({ code: 'weights-conflict' });
    expect(tries).toBe(2);
  });

  it('throws model-not-ready if the weights of head are gone', async () => {
    await models.pointers.move('head', { from: undefined, to: 'm-gone', at: testStart });
    await expect(train([vectorTriplet])).rejects.toMatchObject({ code: 'model-not-ready' });
  });
});
