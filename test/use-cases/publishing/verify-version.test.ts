import { beforeEach, describe, expect, it } from 'vitest';
import type { RunRequest } from '../../../lambdas/ports/starters.ts';
import { MemoryDurableSteps } from '../../../lambdas/stores/memory/durable-steps.ts';
import type { LoadedModel } from '../../../lambdas/use-cases/models/model-cache.ts';
import { type VersionToVerify, verifyVersion } from '../../../lambdas/use-cases/publishing/verify-version.ts';
import { RunSteps } from '../../../lambdas/use-cases/runs/run-steps.ts';
import { TrainingJob } from '../../../lambdas/use-cases/runs/training-job.ts';
import { linearModelOf, productOf, storedVectorOf, testStart } from '../../support/core/factories.ts';
import { endless, JobWorld } from '../../support/worlds/job-world.ts';
import { storeProducts } from '../../support/worlds/memory-world.ts';

const loaded: LoadedModel = {
  version: 'm-1',
  model: linearModelOf([
    [1, 0],
    [0, 1],
  ]),
};
const request: RunRequest = { kind: 'publish', runId: 'run-1', attempt: 1, version: 'm-1' };
const whole = { version: 'm-1', parts: 5, name: 'verify', mayCancel: true, load: async () => loaded };

let world: JobWorld;
let durable: MemoryDurableSteps;

/** Verifies one part in each slice: as many slices as possible. @param remaining Milliseconds left in each invocation. */
async function verify(target: Partial<VersionToVerify> = {}, remaining = endless) {
  const job = await TrainingJob.resume(request.runId, 1, world.ports, remaining);
  const options = { memoryMegabytes: 1024, sliceMilliseconds: 0, remaining };
  const steps = new RunSteps(durable, job, world.clock, options);
  return verifyVersion({ ports: world.ports, steps, job }, { ...whole, ...target });
}

beforeEach(async () => {
  world = new JobWorld();
  durable = new MemoryDurableSteps(() => Promise.reject(new Error('no shard is embedded here')));
  await storeProducts(world.products, ...Array.from({ length: 40 }, (_, i) => productOf(`p${i}`)));
});

describe('verifyVersion', () => {
  it('verifies the parts of the catalog in slices, and counts over all of them', async () => {
    const verified = await verify();
    expect(verified).toMatchObject({ parts: 5, embedded: 40, notEmbeddable: 0, mended: 40 });
    expect(durable.names).toEqual([1, 2, 3, 4, 5].map((n) => `verify ${n}`));
    expect(await world.embedded('m-1')).toHaveLength(40);
    expect(new Set([...verified.spread, ...verified.last]).size).toBeGreaterThanOrEqual(8);
    expect(verified.spread.length + verified.last.length).toBeLessThanOrEqual(24);
  });

  it('continues with the part that was interrupted', async () => {
    const { scan } = world.products;
    const parts: number[] = [];
    world.products.scan = (part) => {
      parts.push(part!.segment);
      if (parts.length === 3) throw new Error('cut off');
      return scan.call(world.products, part);
    };
    await expect(verify()).rejects.toThrow('cut off');
    expect(await verify()).toMatchObject({ embedded: 40 });
    expect(parts).toEqual([0, 1, 2, 2, 3, 4]);
  });

  it('waits durably between slices if the invocation has no time for another slice', async () => {
    await verify({}, () => 10_000);
    expect(durable.waits).toHaveLength(4);
    durable = new MemoryDurableSteps(() => Promise.reject(new Error('no shard is embedded here')));
    await verify();
    expect(durable.waits).toEqual([]);
  });

  it('removes the vectors of products that have left the catalog, and counts them', async () => {
    await world.vectors.putMany([storedVectorOf('gone', 'm-1', [1, 0])], { updatedAt: testStart });
    expect(await verify()).toMatchObject({ embedded: 40, orphans: 1 });
    expect(await world.embedded('m-1')).not.toContain('gone');
    expect(await verify({ name: 'look' })).toMatchObject({ embedded: 40, orphans: 0 });
  });

  it('ends on a cancellation before live has moved, but not afterwards', async () => {
    await world.jobs.create({
      kind: 'training-run',
      id: 'run-1',
      state: 'running',
      startedAt: testStart,
      updatedAt: testStart,
      detail: { attempt: 1 },
    });
    await world.jobs.requestCancel('training-run', 'run-1', { by: 'ann', at: testStart, attempt: 1 });
    await expect(verify()).rejects.toMatchObject({ code: 'canceled' });
    expect(await verify({ name: 'look', mayCancel: false })).toMatchObject({ embedded: 40 });
  });
});
