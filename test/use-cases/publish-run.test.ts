import { beforeEach, describe, expect, it } from 'vitest';
import type { TrainRequest } from '../../lambdas/ports/run-starter.ts';
import { MemoryDurableSteps } from '../../lambdas/stores/memory-durable-steps.ts';
import { JobWorld } from '../support/job-world.ts';
import { colouredThings, tasteBaskets } from '../support/training-factories.ts';

const request: TrainRequest = { kind: 'train', runId: 'run-1', attempt: 1, trigger: [], config: {} };

describe('publishing in shards', () => {
  let world: JobWorld;

  beforeEach(async () => {
    world = new JobWorld();
    await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
    world.upload('triplets/t.jsonl', tasteBaskets());
  });

  it('mends what a shard that failed has left out, and tells of it', async () => {
    const dying = new MemoryDurableSteps(() => Promise.reject(new Error('out of memory')));
    expect(await world.run(request, world.ports, {}, dying)).toMatchObject({ promoted: true });
    const live = (await world.stored.pointers.read('live'))!.version;
    expect(await world.embedded(live)).toHaveLength(30);
    const { decisions } = (await world.jobs.get('training-run', 'run-1'))!.detail;
    expect(decisions).toContainEqual(expect.objectContaining({ name: 'embed', segments: 1, failed: 1 }));
  });

  it('names the version as next while it is published, so that writers know of it', async () => {
    const steps = world.steps();
    await world.run(request, world.ports, {}, steps);
    expect(steps.names.indexOf('announce')).toBeLessThan(steps.names.indexOf('shard 0'));
    expect((await world.stored.pointers.read('next'))?.version).toBe(
      (await world.stored.pointers.read('live'))?.version,
    );
  });

  it('leaves next alone for a version that the gate holds', async () => {
    const config = { ...request.config, maxPairs: 32, heldOutFraction: 0.3 };
    expect(await world.run({ ...request, config })).toMatchObject({ promoted: false });
    expect(await world.stored.pointers.read('next')).toBeUndefined();
  });
});
