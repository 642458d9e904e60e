import { beforeEach, describe, expect, it } from 'vitest';
import type { ModelRecord } from '../../../lambdas/ports/model-registry.ts';
import { nextLineage, readPointerStanding } from '../../../lambdas/use-cases/models/lineage.ts';
import { identityModel, storedModelOf, testStart } from '../../support/core/factories.ts';
import { MemoryModels } from '../../support/worlds/memory-models.ts';

let models: MemoryModels;

async function record(version: string, about: Partial<ModelRecord> = {}): Promise<void> {
  await models.registry.create({ ...storedModelOf(identityModel).record, version, ...about });
}

/** A version that a step from another one made. */
async function step(from: string, version: string): Promise<void> {
  const parent = (await models.registry.get(from))!;
  await record(version, { parent: from, lineage: nextLineage(parent), origin: 'train-step' });
}

async function point(to: { head?: string; live?: string }) {
  for (const name of ['head', 'live'] as const) {
    const from = (await models.pointers.read(name))?.version;
    if (to[name] !== undefined) await models.pointers.move(name, { from, to: to[name], at: testStart });
  }
  return readPointerStanding(models);
}

beforeEach(async () => {
  models = new MemoryModels();
  await record('run-1');
  await step('run-1', 'step-1');
  await step('step-1', 'step-2');
  await step('step-2', 'step-3');
});

describe('readPointerStanding', () => {
  it('returns a null distance if a pointer is missing', async () => {
    expect(await readPointerStanding(models)).toEqual({ head: null, live: null, stepsSinceLive: null });
    expect(await point({ head: 'step-1' })).toEqual({ head: 'step-1', live: null, stepsSinceLive: null });
  });

  it('counts the steps from live to head, from a training run or from another step', async () => {
    expect(await point({ head: 'run-1', live: 'run-1' })).toEqual({ head: 'run-1', live: 'run-1', stepsSinceLive: 0 });
    expect(await point({ head: 'step-3' })).toMatchObject({ stepsSinceLive: 3 });
    expect(await point({ live: 'step-1' })).toMatchObject({ stepsSinceLive: 2 });
  });

  it('returns a null distance if no steps lead from live to head', async () => {
    await record('run-2');
    await step('run-2', 'step-4');
    expect(await point({ head: 'step-4', live: 'step-3' })).toMatchObject({ stepsSinceLive: null });
    expect(await point({ head: 'step-1' })).toMatchObject({ stepsSinceLive: null });
    await step('step-2', 'other-3');
    expect(await point({ head: 'other-3' })).toMatchObject({ stepsSinceLive: null });
  });

  it('returns a null distance if the record of a version is missing', async () => {
    expect(await point({ head: 'step-1', live: 'gone' })).toEqual({
      head: 'step-1',
      live: 'gone',
      stepsSinceLive: null,
    });
  });
});
