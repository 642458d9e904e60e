import { beforeEach, describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { TrainingRow } from '../../../lambdas/core/catalog/training-row.ts';
import type { RunData } from '../../../lambdas/core/training/config/run-data.ts';
import type { TrainRequest } from '../../../lambdas/ports/starters.ts';
import { colouredThings, tasteBaskets } from '../../support/core/training-factories.ts';
import { failingPorts } from '../../support/stores/failing-ports.ts';
import { JobWorld, shortRun, tinyRun } from '../../support/worlds/job-world.ts';

const requestOf = (runId: string, data: RunData = 'all', config: object = {}): TrainRequest => ({
  kind: 'train',
  runId,
  attempt: 1,
  trigger: [],
  config: { ...config },
  data,
});
/** Defaults of training on lists, with small vectors. */
const lists = { config: { dim: 16, budgetSeconds: 0.01 } };

let world: JobWorld;
const live = async () => (await world.stored.pointers.read('live'))?.version;
const head = async () => (await world.stored.pointers.read('head'))?.version;
const detailOf = async (runId: string) => (await world.jobs.get('training-run', runId))!.detail;
const decisionOf = async (runId: string, name: string) =>
  (await detailOf(runId)).decisions!.find((one) => one.name === name)?.because;

async function shopOf(products: readonly Product[], rows: readonly TrainingRow[] = []): Promise<void> {
  world = new JobWorld();
  await world.ingest(world.upload('catalog/c.jsonl', products));
  if (rows.length > 0) world.upload('interactions/t.jsonl', rows);
}

const titled = (titles: readonly string[]): Product[] => titles.map((title, i) => ({ id: `p${i}`, title }));

describe('a run on a catalog without training data', () => {
  it('makes a text model live, which becomes head, and says why', async () => {
    await shopOf(colouredThings());
    expect(await world.run(requestOf('run-1'))).toMatchObject({ state: 'succeeded', promoted: true });
    const version = (await live())!;
    expect(await head()).toBe(version);
    expect(await world.embedded(version)).toHaveLength(30);
    expect(await detailOf('run-1')).toMatchObject({
      modelVersion: version,
      learnedFrom: 'catalog',
      catalogAlone: 'there is no training data',
      products: 30,
      embedded: 30,
    });
    expect(await decisionOf('run-1', 'gather')).toMatch(
      /the catalog alone: there is no training data; .*not used: loss/,
    );
    expect(await decisionOf('run-1', 'gate')).toMatch(/^passed without proof: the text model goes live/);
  });

  it.each([
    ['of one product', titled(['red cup'])],
    ['of two products', titled(['red cup', 'blue lamp'])],
    ['of five products', titled(['red cup', 'blue cup', 'green lamp', 'red lamp', 'old vase'])],
    ['of products that are all alike', titled(Array.from({ length: 12 }, () => 'a thing'))],
    [
      'of a few anonymous tags',
      Array.from({ length: 12 }, (_, i) => ({ id: `p${i}`, attributes: { tags: [`t${i % 3}`] } })),
    ],
    ['of prices alone', Array.from({ length: 12 }, (_, i) => ({ id: `p${i}`, price: i + 1 }))],
    ['of feature vectors alone', Array.from({ length: 12 }, (_, i) => ({ id: `p${i}`, features: [i, 1, 2] }))],
  ])('goes live with a catalog %s', async (_, products) => {
    await shopOf(products);
    for (const [runId, options] of [['run-1', lists] as const, ['run-2', { config: shortRun as object }] as const]) {
      const run = { config: options.config as Readonly<Record<string, unknown>> };
      expect(await world.run(requestOf(runId), world.ports, run)).toMatchObject({ promoted: true });
      expect(await world.embedded((await live())!)).toHaveLength(products.length);
    }
  });

  it('goes live if the deployment trains another encoder or loss', async () => {
    await shopOf(colouredThings());
    const config = { ...shortRun, encoder: 'linear', loss: 'triplet' };
    expect(await world.run(requestOf('run-1'), world.ports, { config })).toMatchObject({ promoted: true });
  });

  it('fails with what to do if nothing of any product can be read', async () => {
    await shopOf([{ id: 'a' }, { id: 'b' }]);
    expect(await world.run(requestOf('run-1'))).toEqual({ state: 'failed' });
    expect((await detailOf('run-1')).cause).toMatch(/no product of the catalog has content .*: give them titles/);
    expect(await live()).toBeUndefined();
  });

  it('replaces a live text model, so that it has read the catalog as it is now, and not a trained one', async () => {
    await shopOf(colouredThings());
    await world.run(requestOf('run-1'));
    const first = await live();
    await world.ingest(world.upload('catalog/d.jsonl', titled(['copper kettle', 'copper pan'])));
    await world.run(requestOf('run-2'));
    const second = (await live())!;
    expect(second).not.toBe(first);
    expect(await world.embedded(second)).toHaveLength(32);
    world.upload('interactions/t.jsonl', tasteBaskets());
    await world.run(requestOf('run-3'));
    const third = await live();
    expect(await detailOf('run-3')).toMatchObject({ learnedFrom: 'training-rows', promoted: true });
    expect(await world.run(requestOf('run-4', 'catalog'))).toMatchObject({ state: 'succeeded', promoted: false });
    expect(await live()).toBe(third);
    expect(await head()).toBe(third);
  });

  it('trains on all rows when new data is requested after a text model, which has no rows of products', async () => {
    await shopOf(colouredThings());
    await world.run(requestOf('run-1'));
    world.upload('interactions/t.jsonl', tasteBaskets());
    expect(await world.run(requestOf('run-2', 'new'))).toMatchObject({ promoted: true });
    expect(await decisionOf('run-2', 'gather')).toContain('learned from the catalog alone');
    expect(await detailOf('run-2')).toMatchObject({ rows: { added: 80 }, learnedFrom: 'training-rows' });
  });

  it('leaves training data alone if only the catalog is requested', async () => {
    await shopOf(colouredThings(), tasteBaskets());
    await world.run(requestOf('run-1', 'catalog'));
    expect(await detailOf('run-1')).toMatchObject({
      learnedFrom: 'catalog',
      catalogAlone: 'only the catalog was requested',
    });
    await world.run(requestOf('run-2', 'new'));
    expect(await detailOf('run-2')).toMatchObject({ rows: { added: 80 }, learnedFrom: 'training-rows' });
  });

  it('gives the same version in as many slices as possible', async () => {
    await shopOf(colouredThings());
    await world.run(requestOf('run-1'), world.ports, lists);
    const uncut = await live();
    await shopOf(colouredThings());
    await world.run(requestOf('run-1'), world.ports, { ...lists, sliceMilliseconds: 0 });
    expect(await live()).toBe(uncut);
  });
});

describe('a run on training data that cannot be used', () => {
  const strangers: TrainingRow[] = [
    { anchor: 'sku-1', positive: 'sku-2' },
    { items: ['cup-red'], kind: 'basket' },
  ];

  it('makes a text model live if there is no live version, and says that no row could be used and why', async () => {
    await shopOf(colouredThings(), strangers);
    expect(await world.run(requestOf('run-1'))).toMatchObject({ state: 'succeeded', promoted: true });
    const { catalogAlone, rows, learnedFrom } = await detailOf('run-1');
    expect(learnedFrom).toBe('catalog');
    expect(rows).toMatchObject({ added: 0, 'unknown-product': 1, 'too-small': 1 });
    expect(catalogAlone).toMatch(
      /no row .* can be used: 1 rows name products .*, 1 rows hold no two different products/,
    );
    expect(catalogAlone).toContain('for example {"anchor":"sku-1","positive":"sku-2"}; the catalog has chair-black');
  });

  it('fails if a version is live, which stays', async () => {
    await shopOf(colouredThings());
    await world.run(requestOf('run-1'));
    const version = await live();
    world.upload('interactions/t.jsonl', strangers);
    expect(await world.run(requestOf('run-2'))).toEqual({ state: 'failed' });
    expect((await detailOf('run-2')).cause).toMatch(/no row .* can be used: .*Upload the missing products/);
    expect(await live()).toBe(version);
  });
});

describe('a run whose training fails', () => {
  /** The embeddings of such a run grow without bounds. */
  const reckless = { ...shortRun, learningRate: 1000, normalize: false };

  it.each([
    ['on rows', 'all', reckless],
    ['on the catalog', 'catalog', { ...lists.config, learningRate: 1000, normalize: false, selfSupervised: true }],
  ] as const)('%s makes a text model live if there is no live version, with the cause', async (_, data, config) => {
    await shopOf(colouredThings(), tasteBaskets());
    expect(await world.run(requestOf('run-1', data), world.ports, { config })).toMatchObject({
      state: 'succeeded',
      promoted: true,
    });
    expect(await detailOf('run-1')).toMatchObject({
      learnedFrom: 'catalog',
      catalogAlone: expect.stringMatching(/^training failed: .*learningRate/),
    });
    expect(await world.embedded((await live())!)).toHaveLength(30);
  });

  it('fails if a version is live', async () => {
    await shopOf(colouredThings(), tasteBaskets());
    await world.run(requestOf('run-1'));
    expect(await world.run(requestOf('run-2'), world.ports, { config: reckless })).toEqual({ state: 'failed' });
  });

  it('fails for a wrong configuration, which the shop has to correct', async () => {
    await shopOf(colouredThings(), tasteBaskets());
    expect(await world.run(requestOf('run-1', 'all', { dim: -1 }))).toEqual({ state: 'failed' });
    expect(await live()).toBeUndefined();
  });

  it('makes a text model live if the encoder cannot read the products of the rows', async () => {
    await shopOf(colouredThings(), tasteBaskets());
    const config = { ...shortRun, encoder: 'linear' };
    expect(await world.run(requestOf('run-1'), world.ports, { config })).toMatchObject({ promoted: true });
    expect((await detailOf('run-1')).catalogAlone).toContain('none of the 80 rows can be trained on');
  });
});

describe('a first version that is interrupted at any call of a store', () => {
  const tiny = { config: { ...tinyRun } };

  beforeEach(() => shopOf(colouredThings()));

  it.each(['before', 'after'] as const)('is finished by the next attempt, with the same version (%s)', async (when) => {
    const { ports, calls } = failingPorts(world.ports, 0, when);
    await world.run(requestOf('run-1'), ports, tiny);
    const version = await live();
    // Every third call keeps the test short.
    for (let n = 1; n <= calls(); n += 3) {
      await shopOf(colouredThings());
      await world.run(requestOf('run-1'), failingPorts(world.ports, n, when).ports, tiny).catch(() => {});
      await world.run(requestOf('run-1'), world.ports, tiny);
      expect(await live(), `call ${n}`).toBe(version);
      expect(await world.embedded(version!), `call ${n}`).toHaveLength(30);
    }
  });
});
