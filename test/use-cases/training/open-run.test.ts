import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { oneThread } from '../../../lambdas/core/kernels/threads.ts';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import { RUN_FILES } from '../../../lambdas/formats/object-layout.ts';
import { MemoryRunStore } from '../../../lambdas/stores/memory/run-store.ts';
import { MemoryWeightsStore } from '../../../lambdas/stores/memory/weights-store.ts';
import { openRun } from '../../../lambdas/use-cases/training/open-run.ts';
import { RunCache } from '../../../lambdas/use-cases/training/run-cache.ts';
import { serializeRunDataset } from '../../../lambdas/use-cases/training/run-dataset.ts';
import { colouredThings, tasteBaskets, trainingSet } from '../../support/core/training-factories.ts';

const set = trainingSet(colouredThings(), tasteBaskets());
const config = buildTrainingConfig({
  dim: 8,
  batchSize: 16,
  epochs: 1,
  tuneFields: false,
  tune: true,
  budgetSeconds: 3,
  validationFraction: 0.4,
});

async function storeWithData(): Promise<MemoryRunStore> {
  const store = new MemoryRunStore();
  const judging = { rows: [], candidateIdPrefix: '' };
  await store.write(
    'run-1',
    RUN_FILES.dataset,
    await serializeRunDataset({ set, catalogProducts: set.catalogSize, judging, gatheredAt: '2026-01-01T00:00:00Z' }),
  );
  return store;
}

/** Opens the run in a new environment, with an empty cache. */
const openedIn = async (store: MemoryRunStore, given = config) =>
  (
    await openRun(
      { runs: store, weights: new MemoryWeightsStore() },
      { cache: new RunCache(), startThreads: () => oneThread, remaining: () => 600_000 },
      'run-1',
      given,
    )
  ).training;

describe('openRun with tuning', () => {
  it('tunes the settings once, and continues with the stored settings in any environment', async () => {
    const store = await storeWithData();
    const { tuned } = await openedIn(store);
    expect(tuned.search!.trials.length).toBeGreaterThan(1);
    expect(tuned.config.tune).toBe(false);
    expect((await openedIn(store)).tuned).toEqual(tuned);
    // The stored settings count, not the result of another search.
    const marked = { ...tuned, config: { ...tuned.config, learningRate: 0.0123 } };
    await store.write('run-1', RUN_FILES.settings, new TextEncoder().encode(JSON.stringify(marked)));
    expect((await openedIn(store)).tuned).toEqual(marked);
  });

  it('stores no settings without tuning', async () => {
    const store = await storeWithData();
    const { tuned } = await openedIn(store, { ...config, tune: false });
    expect(tuned).toEqual({ config: { ...config, tune: false } });
    expect(await store.read('run-1', RUN_FILES.settings)).toBeUndefined();
  });
});

describe('RunCache', () => {
  it('drops its run after a thread is lost, and lets later runs use one thread', () => {
    const cache = new RunCache();
    expect(cache.isSingleThreaded).toBe(false);
    cache.dropAfterThreadLoss();
    expect([cache.isSingleThreaded, cache.get('run-1')]).toEqual([true, undefined]);
  });
});

describe('openRun for a run that cannot be opened', () => {
  it('rejects a missing dataset, and a dataset of another format', async () => {
    const store = new MemoryRunStore();
    await expect(openedIn(store)).rejects.toMatchObject({ name: 'RunDataError', code: 'data-gone' });
    await store.write('run-1', RUN_FILES.dataset, gzipSync('{"format": "kindred-run-data/0"}\n'));
    await expect(openedIn(store)).rejects.toMatchObject({
      code: 'unknown-format',
      message: expect.stringContaining('kindred-run-data/0'),
    });
  });

  it('throws DeadlineError with the time left if preparation takes too long', async () => {
    const options = { cache: new RunCache(), startThreads: () => oneThread, remaining: () => 4321 };
    const ports = { runs: await storeWithData(), weights: new MemoryWeightsStore() };
    await expect(openRun(ports, options, 'run-1', config)).rejects.toMatchObject({
      name: 'DeadlineError',
      code: 'out-of-time',
      message: expect.stringContaining('4321 ms are left'),
    });
  });
});
