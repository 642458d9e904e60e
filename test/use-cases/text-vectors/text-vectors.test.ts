import { beforeEach, describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { TextEmbedderError } from '../../../lambdas/ports/text-vectors/text-embedder.ts';
import { type TextModel, vectorNameOf } from '../../../lambdas/shared/text-models.ts';
import { MemoryMetrics } from '../../../lambdas/stores/memory/metrics.ts';
import { MemoryTextEmbedder } from '../../../lambdas/stores/memory/text-vectors/text-embedder.ts';
import { MemoryTextVectorStore } from '../../../lambdas/stores/memory/text-vectors/text-vector-store.ts';
import { TextVectors } from '../../../lambdas/use-cases/text-vectors/text-vectors.ts';
import { productOf, TestClock } from '../../support/core/factories.ts';

const titan: TextModel = { name: 'amazon.titan-embed-text-v2:0', dimensions: 256 };
const cohere: TextModel = { name: 'cohere.embed-english-v3', dimensions: 1024 };

/** Everything around text vectors, in memory. Waits take a second of the clock. */
class World {
  readonly clock = new TestClock();
  readonly store = new MemoryTextVectorStore();
  readonly metrics = new MemoryMetrics();
  readonly warnings: unknown[] = [];
  readonly embedder: MemoryTextEmbedder;
  readonly texts: TextVectors;

  constructor(model = titan, textsPerDay = 1000) {
    this.embedder = new MemoryTextEmbedder(model);
    this.texts = this.another(textsPerDay);
  }

  /** What another function of the deployment has. */
  another(textsPerDay = 1000): TextVectors {
    return new TextVectors({
      embedder: this.embedder,
      store: this.store,
      metrics: this.metrics,
      clock: this.clock,
      textsPerDay,
      patienceSeconds: 5,
      backoff: { wait: async () => this.clock.advance(1) },
      onWarning: (cause) => this.warnings.push(cause),
    });
  }

  /** What the metrics counted in all. */
  counts(): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const { values } of this.metrics.of('textVectors'))
      for (const [name, value] of Object.entries(values)) sums[name] = (sums[name] ?? 0) + value;
    return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
  }
}

const lamps = (count: number): Product[] =>
  Array.from({ length: count }, (_, i) => productOf(`p${i}`, { title: `red lamp ${i}` }));
const vectorOf = ({ product }: { product: Product }) => product.vectors?.[vectorNameOf(titan)];
const failing = (code: TextEmbedderError['code'], times: number) =>
  Array.from({ length: times }, () => new TextEmbedderError(code, 'no'));

let world: World;
beforeEach(() => {
  world = new World();
});

describe('TextVectors', () => {
  it('gives each product with a text a vector of length 1 under the name of the model, and changes nothing else', async () => {
    const [lamp] = await world.texts.fill([productOf('a', { title: 'red lamp', price: 3 })]);
    expect(lamp).toEqual({ product: { id: 'a', title: 'red lamp', price: 3, vectors: expect.anything() } });
    expect(vectorOf(lamp!)).toHaveLength(256);
    expect(Math.hypot(...vectorOf(lamp!)!)).toBeCloseTo(1, 3);
    // A number takes at most eight characters in the record.
    expect(JSON.stringify(vectorOf(lamp!)).length).toBeLessThan(256 * 9);
  });

  it('asks for each text once: products with the same text share it, and later ones find it stored', async () => {
    const twins = [productOf('a', { title: 'red lamp' }), productOf('b', { title: 'red lamp', price: 7 })];
    const first = await world.texts.fill(twins);
    const again = await world.another().fill(twins);
    expect(world.embedder.calls).toHaveLength(1);
    expect(again).toEqual(first);
    expect(vectorOf(first[0]!)).toEqual(vectorOf(first[1]!));
    expect(world.counts()).toEqual({ embeddedTexts: 1, storedTexts: 1 });
  });

  it('leaves products alone that have a vector of their own, or no text', async () => {
    const given = [
      productOf('a', { title: 'lamp', vectors: { image: [1, 2] } }),
      productOf('b', { price: 3 }),
      productOf('c', { features: [1, 2] }),
    ];
    expect(await world.texts.fill(given)).toEqual(given.map((product) => ({ product })));
    expect(world.embedder.calls).toEqual([]);
  });

  it('replaces a vector of a known model that comes with a product: its text may have changed', async () => {
    const [old] = await world.texts.fill([productOf('a', { title: 'red lamp' })]);
    const changed = { ...old!.product, title: 'grey sofa' };
    const [now] = await world.texts.fill([changed]);
    const [fresh] = await world.texts.fill([productOf('a', { title: 'grey sofa' })]);
    expect(vectorOf(now!)).toEqual(vectorOf(fresh!));
    expect(vectorOf(now!)).not.toEqual(vectorOf(old!));
    const other = { 'cohere.embed-english-v3/1024': [1, 2, 3] };
    const [switched] = await world.texts.fill([productOf('a', { title: 'grey sofa', vectors: other })]);
    expect(Object.keys(switched!.product.vectors!)).toEqual([vectorNameOf(titan)]);
  });

  it('sends as many texts in a call as the model takes', async () => {
    world = new World(cohere);
    await world.texts.fill(lamps(200));
    expect(world.embedder.calls.map(({ length }) => length)).toEqual([96, 96, 8]);
  });

  it('fills products together that are filled one by one at the same time', async () => {
    world = new World(cohere);
    await Promise.all(lamps(40).map((product) => world.texts.fillOne(product)));
    expect(world.embedder.calls.map(({ length }) => length)).toEqual([40]);
  });

  it('cuts a text to what every model takes, and counts that', async () => {
    const description = 'long '.repeat(1000);
    await world.texts.fill([productOf('a', { description })]);
    expect(world.embedder.calls[0]![0]!.length).toBeLessThanOrEqual(2048);
    expect(world.counts()).toEqual({ embeddedTexts: 1, cutTexts: 1 });
  });

  it('gives no vector to a record that may be too large for the store with it', async () => {
    const [huge] = await world.texts.fill([productOf('a', { title: 'lamp', features: Array(60_000).fill(1) })]);
    expect(huge).toMatchObject({ missing: 'too-large' });
    expect(world.embedder.calls).toEqual([]);
  });
});

describe('the texts of a day', () => {
  it('are used up by all functions together; the rest stays without a vector, until the next day', async () => {
    world = new World(titan, 10);
    const other = world.another(10);
    const first = await world.texts.fill(lamps(7));
    const second = await other.fill(lamps(12));
    expect(first.filter(({ missing }) => missing !== undefined)).toEqual([]);
    // Seven were stored, and three more may be embedded.
    expect(second.map(({ missing }) => missing)).toEqual([
      ...Array(10).fill(undefined),
      ...Array(2).fill('over-budget'),
    ]);
    expect(world.counts()).toEqual({ embeddedTexts: 10, storedTexts: 7, textsOverBudget: 2 });
    world.clock.advance(24 * 60 * 60);
    expect((await other.fill(lamps(12))).map(({ missing }) => missing)).toEqual(Array(12).fill(undefined));
  });

  it('are given back for texts that were not embedded', async () => {
    world = new World(titan, 3);
    world.embedder.failures.push(...failing('refused', 3));
    await world.texts.fill(lamps(3));
    expect((await world.texts.fill(lamps(3))).map(({ missing }) => missing)).toEqual(Array(3).fill(undefined));
  });
});

describe('texts that are not embedded after midnight', () => {
  it('are given back to the day that they were taken from, and do not raise the next one', async () => {
    world = new World(titan, 3);
    const embed = world.embedder.embed.bind(world.embedder);
    world.embedder.embed = async () => {
      world.clock.advance(24 * 60 * 60);
      throw new TextEmbedderError('refused', 'no');
    };
    await world.texts.fill(lamps(1));
    world.embedder.embed = embed;
    const next = await world.texts.fill(lamps(5));
    expect(next.filter(({ missing }) => missing === 'over-budget')).toHaveLength(2);
  });

  it('are embedded in the next day, also within a minute after the day before was used up', async () => {
    world = new World(titan, 1);
    world.clock.advance(24 * 60 * 60 - 10);
    await world.texts.fill(lamps(2));
    world.clock.advance(20);
    expect((await world.texts.fill(lamps(2))).map(({ missing }) => missing)).toEqual([undefined, undefined]);
  });
});

describe('a vector that expired in the store, while the model does not answer', () => {
  const afterExpiry = async () => {
    const [{ product } = { product: productOf('a') }] = await world.texts.fill([productOf('a', { title: 'red lamp' })]);
    world.store.stored.clear();
    world.embedder.failures.push(...failing('misconfigured', 5));
    return product;
  };

  it('stays in its product while the text is the same, also in an upload', async () => {
    const before = await afterExpiry();
    const cheaper = { ...before, price: 1 };
    expect(await world.texts.fillOne(cheaper, before)).toEqual({ product: cheaper });
    const line = productOf('a', { title: 'red lamp', price: 1 });
    const read = async (ids: readonly string[]) => new Map(ids.map((id) => [id, before]));
    expect(await world.texts.fill([line], read)).toEqual([{ product: cheaper }]);
  });

  it('goes if the text is another one, and nothing fails if the stored product cannot be read', async () => {
    const before = await afterExpiry();
    const changed = { ...before, title: 'grey sofa' };
    const without = { product: productOf('a', { title: 'grey sofa' }), missing: 'not-embedded' };
    expect(await world.texts.fillOne(changed, before)).toEqual(without);
    const away = async () => {
      throw new Error('the table is away');
    };
    expect(await world.texts.fill([changed], away)).toEqual([without]);
    expect(world.warnings).toContainEqual(new Error('the table is away'));
  });
});

describe('a model that fails', () => {
  it.each(['too-fast', 'unavailable'] as const)('with %s is asked again while there is patience', async (code) => {
    world.embedder.failures.push(...failing(code, 4));
    expect((await world.texts.fill(lamps(1)))[0]!.missing).toBeUndefined();
    expect(world.warnings).toEqual([]);
  });

  it('costs no product, but its vector; then it is not asked for ten times the patience', async () => {
    world.embedder.failures.push(...failing('unavailable', 100));
    const [lamp] = await world.texts.fill(lamps(1));
    expect(lamp).toEqual({ product: lamps(1)[0], missing: 'not-embedded' });
    expect(world.warnings).toEqual([expect.objectContaining({ code: 'unavailable' })]);
    const left = world.embedder.failures.length;
    world.clock.advance(49);
    expect((await world.texts.fill(lamps(1)))[0]!.missing).toBe('not-embedded');
    expect(world.embedder.failures).toHaveLength(left);
    world.embedder.failures.length = 0;
    world.clock.advance(2);
    expect((await world.texts.fill(lamps(1)))[0]!.missing).toBeUndefined();
    expect(world.counts()).toEqual({ embeddedTexts: 1, textsNotEmbedded: 2 });
  });

  it('gets no more texts when the patience is over, although it answers: they wait for slow ones', async () => {
    const embed = world.embedder.embed.bind(world.embedder);
    // A refusal leaves two calls at once.
    world.embedder.failures.push(...failing('too-fast', 1));
    await world.texts.fill(lamps(1));
    world.embedder.embed = async (texts) => {
      const vectors = await embed(texts);
      world.clock.advance(2);
      return vectors;
    };
    const missing = (await world.texts.fill(lamps(60))).map((filled) => filled.missing);
    expect(missing.filter((reason) => reason === undefined).length).toBeLessThan(10);
    expect(missing.filter((reason) => reason === 'not-embedded').length).toBeGreaterThan(50);
    expect(world.warnings.map(String)).toEqual([expect.stringContaining('answers too slowly')]);
  });

  it('is asked again at once if it embedded some of the texts: its quota is low', async () => {
    const embed = world.embedder.embed.bind(world.embedder);
    let next = 0;
    world.embedder.embed = async (texts) => {
      const now = world.clock.now().getTime();
      if (now < next) throw new TextEmbedderError('too-fast', 'no');
      next = now + 1000;
      return embed(texts);
    };
    const missing = (filled: readonly { readonly missing?: string }[]) => filled.filter((one) => one.missing).length;
    let before = missing(await world.texts.fill(lamps(20)));
    expect(before).toBeGreaterThan(10);
    for (let again = 0; again < 3; again++) {
      const after = missing(await world.texts.fill(lamps(20)));
      expect(after).toBeLessThan(before);
      before = after;
    }
  });

  it('with misconfigured is not asked again at once', async () => {
    world.embedder.failures.push(...failing('misconfigured', 1));
    expect((await world.texts.fill(lamps(1)))[0]!.missing).toBe('not-embedded');
    expect((await world.texts.fill(lamps(1)))[0]!.missing).toBe('not-embedded');
    expect(world.embedder.calls).toEqual([]);
  });

  it('with refused costs only the texts that it refuses: a call of several is halved', async () => {
    world = new World(cohere);
    const embed = world.embedder.embed.bind(world.embedder);
    world.embedder.embed = async (texts) => {
      if (texts.includes('red lamp 37')) throw new TextEmbedderError('refused', 'no');
      return embed(texts);
    };
    const filled = await world.texts.fill(lamps(96));
    expect(filled.flatMap(({ product, missing }) => (missing ? [product.id] : []))).toEqual(['p37']);
  });
});

describe('the store of vectors', () => {
  it('keeps a vector for 90 days after its use, and is written again only after half of them', async () => {
    const expiry = () => [...world.store.stored.values()].map(({ expiresAt }) => expiresAt.slice(0, 10));
    await world.texts.fill(lamps(1));
    expect(expiry()).toEqual(['2026-04-01']);
    world.clock.advance(40 * 24 * 60 * 60);
    await world.texts.fill(lamps(1));
    expect(expiry()).toEqual(['2026-04-01']);
    world.clock.advance(10 * 24 * 60 * 60);
    await world.texts.fill(lamps(1));
    expect(expiry()).toEqual(['2026-05-21']);
    expect(world.embedder.calls).toHaveLength(1);
  });

  it('that cannot be read or written costs no vector; a count that cannot be read costs all that are new', async () => {
    const no = async () => {
      throw new Error('the table is away');
    };
    world.store.getMany = no;
    world.store.putMany = no;
    expect((await world.texts.fill(lamps(1)))[0]!.missing).toBeUndefined();
    world.store.addToDay = no;
    expect((await world.texts.fill(lamps(2)))[1]!.missing).toBe('not-embedded');
    expect(world.warnings.length).toBeGreaterThan(2);
  });
});
