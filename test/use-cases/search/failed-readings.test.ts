import { describe, expect, it, vi } from 'vitest';
import { LateVectors } from '../../../lambdas/core/search/late-vectors.ts';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import { findSimilar } from '../../../lambdas/use-cases/search/find-similar.ts';
import { similarTo } from '../../../lambdas/use-cases/search/similar-query.ts';
import { coldFunction, settle, shop } from '../../support/worlds/late-reading-world.ts';

describe('vectors whose reading in the background fails', () => {
  const query = similarTo('p10', { limit: 3 });
  const unavailable = new StoreError('unavailable', 'S3 does not answer');

  it('that do not fit on the disk are a refusal for who needs all: the snapshot stays, and answers go on by ranges', async () => {
    const world = await shop();
    const { ports, warnings, clock } = coldFunction(world, true);
    const full = new StoreError('misconfigured', 'No space is left in /tmp');
    world.snapshots.failRests = full;
    const live = await ports.search.live();
    await expect(live!.meanOf!({ op: 'exists', field: 'brand' })).rejects.toBe(full);
    const whole = coldFunction(world, false);
    expect(await findSimilar(ports, query)).toEqual(await findSimilar(whole.ports, query));
    clock.advance(2);
    await findSimilar(ports, query);
    await settle();
    expect(warnings).toEqual([full]);
  });

  it('are counted in a warning when single ones were forgotten, after that of the failure in the background', async () => {
    const world = await shop();
    const { ports, warnings, clock } = coldFunction(world, true);
    world.snapshots.failRests = unavailable;
    const take = vi.spyOn(LateVectors.prototype, 'take');
    take.mockImplementationOnce(function (this: LateVectors, ...given) {
      take.mockRestore();
      this.take(...given);
      return 7;
    });
    await findSimilar(ports, query);
    await settle();
    const forgotten = { code: 'vectors-forgotten', message: expect.stringContaining('7 vectors were forgotten') };
    expect(warnings).toEqual([unavailable, expect.objectContaining(forgotten)]);
    clock.advance(2);
    await findSimilar(ports, query);
    await settle();
    expect(warnings).toHaveLength(3);
  });

  it('let questions that need all of them wait for the next attempt: none starts a reading in a pause', async () => {
    const world = await shop();
    const { ports, clock } = coldFunction(world, true);
    world.snapshots.failRests = unavailable;
    const askForAll = async () => {
      const live = await ports.search.live();
      return live!.meanOf!({ op: 'exists', field: 'brand' }).catch((cause: unknown) => cause);
    };
    expect(await askForAll()).toBe(unavailable);
    await settle();
    const { rests } = world.snapshots;
    for (const [seconds, left] of [
      [0, 2],
      [0.5, 2],
      [0.5, 1],
    ] as const) {
      clock.advance(seconds);
      expect(await askForAll()).toMatchObject({ code: 'index-loading', retryAfterSeconds: left });
    }
    expect(world.snapshots.rests).toBe(rests);
    clock.advance(1);
    expect(await askForAll()).toBe(unavailable);
    await settle();
    expect(world.snapshots.rests).toBeGreaterThan(rests);
    expect(await askForAll()).toMatchObject({ code: 'index-loading', retryAfterSeconds: 4 });
    world.snapshots.failRests = undefined;
    clock.advance(4);
    expect(await askForAll()).toBeInstanceOf(Float32Array);
  });
});
