import { beforeEach, describe, expect, it, vi } from 'vitest';
import { POINTER_NAMES, type PointerName } from '../../../lambdas/ports/model-pointers.ts';
import { MemoryDecisionLog } from '../../../lambdas/stores/memory/decision-log.ts';
import { saveModel } from '../../../lambdas/use-cases/models/save-model.ts';
import { setHead } from '../../../lambdas/use-cases/models/set-head.ts';
import { expireWeights, keepWeights } from '../../../lambdas/use-cases/models/weights-expiry.ts';
import { linearModelOf, TestClock } from '../../support/core/factories.ts';
import { failingPorts } from '../../support/stores/failing-ports.ts';
import { MemoryModels } from '../../support/worlds/memory-models.ts';

const DAY_SECONDS = 86_400;

let models: MemoryModels;
let clock: TestClock;
let decisions: MemoryDecisionLog;
const ports = () => ({ ...models, clock, decisions });
const expire = () => expireWeights(ports(), () => false);
const isStored = async (version: string) => (await models.weights.load(version)) !== undefined;
const days = (count: number) => clock.advance(count * DAY_SECONDS);
const modelOf = (weight: number) => linearModelOf([[weight], [1]]);

beforeEach(() => {
  models = new MemoryModels();
  clock = new TestClock();
  decisions = new MemoryDecisionLog();
});

describe('expireWeights', () => {
  it.each(POINTER_NAMES)('keeps the weights of the version that %s names', async (name: PointerName) => {
    const version = await models.publish(modelOf(1), [name]);
    await expire();
    days(100);
    await expire();
    expect(await isStored(version)).toBe(true);
    expect(await models.registry.get(version)).not.toHaveProperty('weightsExpireAt');
  });

  it('removes those of a version that no pointer has named for 30 days, and keeps its record', async () => {
    const live = await models.publish(modelOf(1));
    const step = await models.publish(modelOf(2), []);
    await expire();
    expect(await models.registry.get(step)).toMatchObject({ weightsExpireAt: '2026-01-31T00:00:00.000Z' });
    days(29);
    await expire();
    expect(await isStored(step)).toBe(true);
    days(1);
    await expire();
    expect([await isStored(step), await isStored(live)]).toEqual([false, true]);
    expect(await models.registry.get(step)).toMatchObject({ version: step, weightsRemoved: true });
  });

  it('keeps those of a version that a pointer named in time', async () => {
    const version = await models.publish(modelOf(1), []);
    await expire();
    days(29);
    await setHead(ports(), version, { by: 'ann', why: 'undo' });
    days(2);
    await expire();
    expect(await isStored(version)).toBe(true);
    expect(await models.registry.get(version)).not.toHaveProperty('weightsExpireAt');
  });

  it('keeps those of a version that a pointer names since the pointers were read', async () => {
    const version = await models.publish(modelOf(1), []);
    await expire();
    days(30);
    const { list } = models.registry;
    models.registry.list = async (page) => {
      await models.pointers.move('previous', { from: undefined, to: version, at: clock.now().toISOString() });
      return list.call(models.registry, page);
    };
    await expire();
    expect(await isStored(version)).toBe(true);
  });

  it('keeps those of a version that was asked for in time, while the list still shows it as expired', async () => {
    const version = await models.publish(modelOf(1), []);
    await expire();
    const listed = await models.registry.list({ limit: 10 });
    days(29);
    await keepWeights(ports(), version);
    days(1);
    models.registry.list = async () => listed;
    await expire();
    expect(await isStored(version)).toBe(true);
    expect(await models.registry.get(version)).not.toHaveProperty('weightsRemoved');
  });

  it('lets no pointer move to a version that has expired, also before its weights are removed', async () => {
    const version = await models.publish(modelOf(1), []);
    await expire();
    days(30);
    const setting = () => setHead(ports(), version, { by: 'ann', why: 'undo' });
    await expect(setting()).rejects.toMatchObject({
      code: 'model-not-found',
      message: expect.stringContaining('expired'),
    });
    await expire();
    await expect(setting()).rejects.toMatchObject({ code: 'model-not-found' });
    expect(await decisions.of(version)).toEqual([]);
  });

  it('lets a pointer move to a version that another pointer names, though its expiry was set as it was named', async () => {
    const version = await models.publish(modelOf(1), ['live']);
    await models.registry.setExpiry(version, { weightsExpireAt: clock.now().toISOString() });
    days(1);
    await keepWeights(ports(), version);
    expect(await models.registry.get(version)).not.toHaveProperty('weightsExpireAt');
    await models.registry.setExpiry(version, { weightsExpireAt: clock.now().toISOString(), weightsRemoved: true });
    await expect(keepWeights(ports(), version)).rejects.toMatchObject({ code: 'model-not-found' });
  });

  it('sets head no more than twenty times if steps move it each time', async () => {
    const version = await models.publish(modelOf(1), []);
    const moves = vi.spyOn(models.pointers, 'move').mockResolvedValue('conflict');
    await expect(setHead(ports(), version, { by: 'ann', why: 'undo' })).rejects.toMatchObject({ code: 'unavailable' });
    expect(moves).toHaveBeenCalledTimes(20);
  });

  it('stores weights again that a later run makes of the same content', async () => {
    const version = await models.publish(modelOf(1), []);
    await expire();
    days(30);
    await expire();
    await saveModel(ports(), modelOf(1), { origin: 'train-step', report: {} });
    expect(await isStored(version)).toBe(true);
    expect(await setHead(ports(), version, { by: 'ann', why: 'again' })).toMatchObject({ head: version });
  });

  it.each(['before', 'after'] as const)('goes on where it was interrupted, %s any call of a store', async (when) => {
    for (let [n, isCut] = [1, true]; isCut; n++) {
      models = new MemoryModels();
      clock = new TestClock();
      const versions = await Promise.all([2, 3].map((weight) => models.publish(modelOf(weight), [])));
      await expire();
      days(30);
      const { registry, weights, pointers } = models;
      const failing = failingPorts({ registry, weights, pointers, clock }, n, when).ports;
      isCut = await expireWeights(failing, () => false).then(
        () => false,
        () => true,
      );
      await expire();
      expect(await Promise.all(versions.map(isStored))).toEqual([false, false]);
    }
  });

  it('gets on in every call, however short its time, and ends', async () => {
    const versions: string[] = [];
    for (let i = 0; i < 250; i++) versions.push(await models.publish(modelOf(i + 2), []));
    await expire();
    days(30);
    let [calls, at] = [0, undefined as string | undefined];
    do {
      at = await expireWeights(ports(), () => true, at);
      calls += 1;
    } while (at !== undefined);
    expect(calls).toBe(3);
    expect(await Promise.all(versions.map(isStored))).toEqual(versions.map(() => false));
  });
});
