import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelCache } from '../../../lambdas/use-cases/models/model-cache.ts';
import { identityModel, linearModelOf, TestClock } from '../../support/core/factories.ts';
import { MemoryModels } from '../../support/worlds/memory-models.ts';

/** Linear models that differ in one weight. */
const modelNumber = (n: number) => linearModelOf([[n], [0]]);

describe('ModelCache', () => {
  let clock: TestClock;
  let stored: MemoryModels;
  let onWarning: ReturnType<typeof vi.fn<(cause: unknown) => void>>;
  let cache: ModelCache;

  beforeEach(() => {
    clock = new TestClock();
    stored = new MemoryModels();
    onWarning = vi.fn<(cause: unknown) => void>();
    const { weights, pointers } = stored;
    cache = new ModelCache({ weights, pointers, clock, recheckSeconds: 2, onWarning });
  });

  it('returns no model while the pointer is missing, and the first model as soon as it is named', async () => {
    expect(await cache.live()).toBeUndefined();
    const version = await stored.publish(identityModel);
    expect(await cache.live()).toEqual({ version, model: identityModel });
  });

  it('reads the pointer again only after the recheck time, and the weights once per version', async () => {
    const first = await stored.publish(modelNumber(1));
    const read = vi.spyOn(stored.pointers, 'read');
    const load = vi.spyOn(stored.weights, 'load');
    await cache.live();
    const second = await stored.publish(modelNumber(2));
    read.mockClear();
    clock.advance(1.9);
    expect((await cache.live())?.version).toBe(first);
    expect(read).not.toHaveBeenCalled();
    clock.advance(0.1);
    expect((await cache.live())?.version).toBe(second);
    clock.advance(10);
    await cache.live();
    expect(load.mock.calls).toEqual([[first], [second]]);
  });

  it('loads once for concurrent callers', async () => {
    await stored.publish(identityModel);
    const read = vi.spyOn(stored.pointers, 'read');
    const load = vi.spyOn(stored.weights, 'load');
    const loaded = await Promise.all([cache.live(), cache.live(), cache.live(), cache.head()]);
    expect(new Set(loaded.map((one) => one?.model)).size).toBe(1);
    expect({ reads: read.mock.calls, loads: load.mock.calls.length }).toEqual({
      reads: [['live'], ['head']],
      loads: 1,
    });
  });

  it('serves the last good model with a warning while the new one is missing or corrupt', async () => {
    const first = await stored.publish(identityModel);
    await cache.live();
    await stored.pointers.move('live', { from: first, to: 'm-missing', at: clock.now().toISOString() });
    clock.advance(2);
    expect((await cache.live())?.version).toBe(first);
    await stored.weights.save('m-missing', Uint8Array.of(1, 2, 3));
    clock.advance(2);
    expect((await cache.live())?.version).toBe(first);
    expect(onWarning.mock.calls).toEqual([
      [expect.objectContaining({ code: 'model-not-ready' })],
      [expect.objectContaining({ code: 'model-not-ready', cause: expect.any(Error) })],
    ]);
  });

  it('serves the last good model while the pointer cannot be read', async () => {
    const version = await stored.publish(identityModel);
    await cache.live();
    vi.spyOn(stored.pointers, 'read').mockRejectedValue(new Error('no answer'));
    clock.advance(2);
    expect((await cache.live())?.version).toBe(version);
    expect(onWarning).toHaveBeenCalledOnce();
  });

  it('throws model-not-ready while the first weights are missing, and loads them once they exist', async () => {
    await stored.pointers.move('live', { from: undefined, to: 'm-missing', at: clock.now().toISOString() });
    await expect(cache.live()).rejects.toMatchObject({ code: 'model-not-ready' });
    await stored.pointers.move('live', {
      from: 'm-missing',
      to: await stored.publish(identityModel, []),
      at: clock.now().toISOString(),
    });
    expect((await cache.live())?.model).toEqual(identityModel);
  });

  it('returns from liveNow the version that live names now, never an older one', async () => {
    const first = await stored.publish(modelNumber(1));
    await cache.live();
    const second = await stored.publish(modelNumber(2));
    expect((await cache.live())?.version).toBe(first);
    expect((await cache.liveNow())?.version).toBe(second);
    await stored.pointers.move('live', { from: second, to: 'm-missing', at: clock.now().toISOString() });
    await expect(cache.liveNow()).rejects.toMatchObject({ code: 'model-not-ready' });
  });

  it('returns from nextNow the version that is being published, or undefined if it cannot be loaded', async () => {
    expect(await cache.nextNow()).toBeUndefined();
    const next = await stored.publish(modelNumber(1), ['next']);
    expect((await cache.nextNow())?.version).toBe(next);
    await stored.pointers.move('next', { from: next, to: 'm-missing', at: clock.now().toISOString() });
    expect(await cache.nextNow()).toBeUndefined();
    vi.spyOn(stored.weights, 'load').mockRejectedValue(new Error('no answer'));
    expect(await cache.nextNow()).toBeUndefined();
  });

  it('caches only the few models that were used last', async () => {
    const versions: string[] = [];
    for (let n = 1; n <= 5; n++) versions.push(await stored.publish(modelNumber(n), []));
    const load = vi.spyOn(stored.weights, 'load');
    const [a, b, c, d, e] = versions as [string, string, string, string, string];
    for (const version of [a, b, c, d, a, e, a, b]) expect((await cache.get(version))?.version).toBe(version);
    expect(load.mock.calls.flat()).toEqual([a, b, c, d, e, b]);
    expect(await cache.get('m-none')).toBeUndefined();
  });
});
