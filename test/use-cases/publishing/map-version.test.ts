import { describe, expect, it } from 'vitest';
import { unpackPoints } from '../../../lambdas/core/map/points.ts';
import type { TrainRequest } from '../../../lambdas/ports/starters.ts';
import { MemoryDurableSteps } from '../../../lambdas/stores/memory/durable-steps.ts';
import { embedShard } from '../../../lambdas/use-cases/publishing/embed-shard.ts';
import { colouredThings, tasteBaskets } from '../../support/core/training-factories.ts';
import { endless, JobWorld } from '../../support/worlds/job-world.ts';

const request: TrainRequest = { kind: 'train', runId: 'run-1', attempt: 1, trigger: [], config: {} };

async function worldOfThings(): Promise<JobWorld> {
  const world = new JobWorld();
  await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
  world.upload('triplets/t.jsonl', tasteBaskets());
  return world;
}

async function decisionAboutMap(world: JobWorld) {
  const { decisions } = (await world.jobs.get('training-run', 'run-1'))!.detail;
  return decisions!.find(({ name }) => name === 'map');
}

describe('a publication', () => {
  it('makes the map of its version after it went live, and reports it', async () => {
    const world = await worldOfThings();
    world.mapTime = endless;
    const steps = world.steps();
    await world.run(request, world.ports, {}, steps);
    const live = (await world.stored.pointers.read('live'))!.version;
    const map = (await world.maps.read(live))!;
    expect(map).toMatchObject({ modelVersion: live, method: 'umap', products: 30, parts: 1, nameParts: 1 });
    const { x } = unpackPoints((await world.maps.readPart(live, 'points', 0))!, map.colours.length);
    expect(x).toHaveLength(30);
    expect(steps.names.indexOf('map')).toBeGreaterThan(steps.names.indexOf('promote'));
    expect(await decisionAboutMap(world)).toMatchObject({ method: 'umap', products: 30, withoutVector: 0 });
  });

  it('succeeds without a map if making it fails, and says why', async () => {
    const world = await worldOfThings();
    const steps = new MemoryDurableSteps(
      (one) => embedShard({ ...world.ports, models: world.models }, one, 1769),
      () => Promise.reject(new Error('out of memory')),
    );
    expect(await world.run(request, world.ports, {}, steps)).toMatchObject({ state: 'succeeded', promoted: true });
    const live = (await world.stored.pointers.read('live'))!.version;
    expect(await world.maps.read(live)).toBeUndefined();
    expect(await decisionAboutMap(world)).toMatchObject({
      because: expect.stringContaining('out of memory'),
      failed: true,
    });
    expect(await world.job('training-run', 'run-1')).toMatchObject({ state: 'succeeded' });
  });
});
