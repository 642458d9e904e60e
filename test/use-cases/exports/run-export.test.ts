import { beforeEach, describe, expect, it } from 'vitest';
import type { ExportDetail } from '../../../lambdas/ports/job-detail.ts';
import type { ExportJob } from '../../../lambdas/ports/job-store.ts';
import { checkSearchSize, MAX_MULTIPLICATIONS } from '../../../lambdas/use-cases/exports/search-neighbours.ts';
import { identityModel, linearModelOf, storedVectorOf, testStart } from '../../support/core/factories.ts';
import { exportPortsOf, newSteps, runExportIn } from '../../support/worlds/export-runs.ts';
import { MemoryWorld } from '../../support/worlds/memory-world.ts';

let world: MemoryWorld;
let live: string;

const write = (version: string, count = 3) =>
  world.vectors.putMany(
    Array.from({ length: count }, (_, i) => storedVectorOf(`p${i}`, version, [1, i])),
    { updatedAt: testStart },
  );

async function request(detail: Partial<ExportDetail> = {}): Promise<string> {
  const job: ExportJob = {
    kind: 'export',
    id: 'export-1',
    state: 'running',
    startedAt: testStart,
    updatedAt: testStart,
    detail: { phase: 'queued', format: 'parquet', modelVersion: live, ...detail },
  };
  await world.jobs.create(job);
  return job.id;
}

beforeEach(async () => {
  world = new MemoryWorld();
  live = await world.models.publish(identityModel);
  await write(live);
});

describe('runExport', () => {
  it('exports the version that was live before', async () => {
    const before = live;
    live = await world.models.publish(linearModelOf([[3], [1]]), ['live']);
    await world.models.pointers.move('previous', { from: undefined, to: before, at: testStart });
    const job = await runExportIn(world, await request({ modelVersion: before }));
    expect(job).toMatchObject({ state: 'succeeded', modelVersion: before, vectors: 3 });
  });

  it.each([
    [
      'a version that was retired meanwhile',
      { modelVersion: 'm-0' },
      'there are no vectors of m-0: only those of live',
    ],
    [
      'a filter that no product meets',
      { condition: { op: 'in', field: 'brand', words: ['x'] } as const },
      'none of the 3 products meets the filter',
    ],
  ])('fails with the reason for %s', async (_, detail, cause) => {
    await write('m-0');
    const job = await runExportIn(world, await request(detail));
    expect(job).toMatchObject({ state: 'failed', outcome: 'failed', cause: expect.stringContaining(cause) });
    expect(world.exports.files.size).toBe(0);
  });

  it('fails with the reason for a version without vectors', async () => {
    live = await world.models.publish(linearModelOf([[3], [1]]), ['live']);
    const job = await runExportIn(world, await request());
    expect(job).toMatchObject({ state: 'failed', cause: `there are no vectors of ${live} yet: upload a catalog` });
  });

  it('fails before a file of vectors takes longer than its function has', async () => {
    const job = await runExportIn(world, await request(), { remaining: () => 10_000 });
    expect(job.cause).toContain('3 of 3 vectors of 2 numbers were written in the time of a function: export parts');
    expect(world.exports.files.size).toBe(0);
  });

  it('ends a canceled export without a file', async () => {
    const id = await request({ neighbours: 2 });
    const ports = exportPortsOf(world);
    const steps = newSteps();
    const take = steps.step.bind(steps);
    steps.step = async (name, work) => {
      if (name === 'search 1') await world.jobs.requestCancel('export', id, { at: testStart, by: 'ann', attempt: 1 });
      return take(name, work);
    };
    const job = await runExportIn(world, id, { ports, steps });
    expect(job).toMatchObject({ state: 'canceled', cause: `canceled by ann at ${testStart}; no file is given out` });
    expect(world.exports.files.size).toBe(0);
  });

  it('fails if the copy of the vectors is gone', async () => {
    const steps = newSteps();
    const ports = exportPortsOf(world);
    const wait = steps.wait.bind(steps);
    steps.wait = async (name, seconds) => {
      world.exports.segments.clear();
      ports.sources.close();
      await wait(name, seconds);
    };
    const job = await runExportIn(world, await request(), { ports, steps });
    expect(job).toMatchObject({ state: 'failed', cause: 'the copy of the vectors is gone: start another export' });
  });

  it('throws what a step throws, and its job says what to do', async () => {
    const ports = exportPortsOf(world);
    const broken = {
      ...ports,
      products: Object.assign(Object.create(world.products), {
        scanPage: async () => {
          throw new Error('no answer');
        },
      }),
    };
    const id = await request();
    await expect(runExportIn(world, id, { ports: broken })).rejects.toThrow('no answer');
    expect(await world.jobs.get('export', id)).toMatchObject({
      state: 'failed',
      detail: { cause: expect.stringContaining('no answer'), advice: 'POST /v1/exports starts another export' },
    });
  });

  it('does nothing for an id without a job', async () => {
    const { runExport } = await import('../../../lambdas/use-cases/exports/run-export.ts');
    const options = { sliceMilliseconds: 0, remaining: () => 1e6, memoryMegabytes: 1 };
    expect(await runExport(exportPortsOf(world), newSteps(), 'export-x', options)).toEqual({ state: 'unknown' });
  });

  it('counts the cost of each step, and keeps the files for seven days', async () => {
    const { cost, expiresAt } = await runExportIn(world, await request());
    expect(cost!.operations).toBe(4);
    expect(expiresAt).toBe('2026-01-08T00:00:00.000Z');
  });
});

describe('checkSearchSize', () => {
  it('refuses a search that would take more than a day, and says how many products fit', () => {
    const most = Math.floor(Math.sqrt(MAX_MULTIPLICATIONS / 256));
    const part = (products: number) => ({ dim: 256, chosen: { products, segments: [] } });
    expect(most).toBeGreaterThan(1_900_000);
    expect(() => checkSearchSize(part(most))).not.toThrow();
    expect(() => checkSearchSize(part(most + 1))).toThrow(`export at most ${most} products at once with a filter`);
  });
});
