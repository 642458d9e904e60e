import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { oneThread, type Threads } from '../../../../lambdas/core/kernels/threads.ts';
import { serializeModel } from '../../../../lambdas/core/model/model-file.ts';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { trainModel } from '../../../../lambdas/core/training/run/train-model.ts';
import type { TrainedModel, TrainingProgress } from '../../../../lambdas/core/training/run/training-report.ts';
import { WorkerThreads } from '../../../../lambdas/threads/worker-threads.ts';
import { dyingThread, WatchedThreads } from '../../../support/core/helping-threads.ts';
import { trainingSet } from '../../../support/core/training-factories.ts';

/** Products of many words and baskets of few: large enough that steps are shared out. */
function wordyShop() {
  const random = new CounterRandom(7, 'wordy shop');
  const words = (many: number) => Array.from({ length: many }, () => `word${random.integer(400)}`).join(' ');
  const products = Array.from({ length: 300 }, (_, i) => ({ id: `p${i}`, title: words(6), description: words(30) }));
  const baskets = Array.from({ length: 150 }, () => ({
    items: Array.from({ length: 4 }, () => `p${random.integer(300)}`),
    kind: 'basket' as const,
  }));
  return trainingSet(products, baskets);
}

const set = wordyShop();
const config = buildTrainingConfig({
  dim: 64,
  batchSize: 64,
  maxPairs: 6400,
  tuneFields: false,
  targetTextWeight: 0.3,
});

/** The hash of the model that a run gives. */
async function trainedBy(
  threads: Threads,
  onProgress = (_progress: TrainingProgress): unknown => undefined,
): Promise<string> {
  const training = trainModel(set, config, threads);
  for (;;) {
    const { done, value } = training.next();
    if (done) return hashOf(value);
    onProgress(value);
    await breathe();
  }
}

function hashOf({ model }: TrainedModel): string {
  return createHash('sha256').update(serializeModel(model)).digest('hex');
}

describe('training by several threads', () => {
  const alone = trainedBy(oneThread);

  it.each([2, 3])('gives the bytes of one thread with %i threads', async (count) => {
    const threads = new WatchedThreads(count);
    expect(await trainedBy(threads, ({ phase }) => phase === 'training' && threads.allReady())).toBe(await alone);
    expect(threads.helped).toBeGreaterThan(0);
    await threads.close();
  });

  it('continues alone to the same bytes if a thread is killed', async () => {
    const workers: Worker[] = [];
    const keep = (worker: Worker) => workers.push(worker);
    process.on('worker', keep);
    const threads = new WorkerThreads(3, { patienceSeconds: 0.5 });
    let killed = 0;
    const sha = await trainedBy(threads, ({ phase }) => {
      if (phase !== 'training') return;
      for (const worker of workers.splice(0)) {
        void worker.terminate();
        killed += 1;
      }
    });
    process.off('worker', keep);
    expect(killed).toBeGreaterThanOrEqual(2);
    expect(sha).toBe(await alone);
    await threads.close();
  });

  it('repeats the step alone to the same bytes if a thread dies in the middle of it', async () => {
    const told: unknown[] = [];
    expect(await trainedBy(dyingThread, (progress) => told.push(progress))).toBe(await alone);
    const beginnings = told.filter((one) =>
      isDeepStrictEqual(one, { phase: 'preparing', doing: 'reading the products' }),
    );
    expect(beginnings).toHaveLength(2);
  });

  it('gives the same bytes if no thread can be started', async () => {
    const none: Threads = { count: 4, patienceSeconds: 1, start: () => ({ isGone: true, stop: async () => {} }) };
    expect(await trainedBy(none)).toBe(await alone);
  });
});
