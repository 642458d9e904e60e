import { oneThread, type Threads } from '../../../lambdas/core/kernels/threads.ts';
import { CounterRandom } from '../../../lambdas/core/random.ts';
import { listwisePlan } from '../../../lambdas/core/training/listwise-plan.ts';
import type { StepPlan } from '../../../lambdas/core/training/step-plan.ts';
import { trainingConfig } from '../../../lambdas/core/training/training-config.ts';
import type { TrainingSet } from '../../../lambdas/core/training/training-set.ts';
import { WorkerThreads } from '../../../lambdas/threads/worker-threads.ts';
import { trainingSet } from '../../support/training-factories.ts';
import type { Benchmark } from '../benchmark.ts';
import { quantile } from '../measure.ts';

const [PRODUCTS, WORDS, BASKETS] = [3000, 12_000, 3000];
/** Words of a text: with their grams some 300 tokens a product, as in a shop of long descriptions. */
const WORDS_OF_TEXT = 60;
const LEAST_STEPS = 6;

/** A shop of long texts, whose words are the rarer the later they are in the dictionary. */
function shop(): TrainingSet {
  const random = new CounterRandom(1, 'threads benchmark');
  const word = () => `w${Math.floor(WORDS * random.uniform() ** 3).toString(36)}x`;
  const text = (words: number) => Array.from({ length: words }, word).join(' ');
  const products = Array.from({ length: PRODUCTS }, (_, i) => ({
    id: `p${i}`,
    title: text(8),
    description: text(WORDS_OF_TEXT),
  }));
  const baskets = Array.from({ length: BASKETS }, () => ({
    items: Array.from({ length: 5 }, () => `p${random.integer(PRODUCTS)}`),
    kind: 'basket' as const,
  }));
  return trainingSet(products, baskets);
}

/** The default run on lists, without what is looked for before its first step. */
function planBy(threads: Threads, set: TrainingSet): StepPlan {
  const config = trainingConfig({ tuneFields: false, targetTextWeight: 0.2 });
  const planning = listwisePlan(set, 0, config, threads);
  for (;;) {
    const { done, value } = planning.next();
    if (done) return value;
  }
}

/** Steps of the runs, taken in turn so that both see the same of the machine. Seconds of each, and whether the weights are the same. */
function inTurn(plans: readonly StepPlan[], seconds: number): { times: number[][]; same: boolean } {
  const times: number[][] = plans.map(() => []);
  const end = performance.now() + 1000 * seconds * plans.length;
  for (let step = 0; step < 2 + LEAST_STEPS || performance.now() < end; step++) {
    plans.forEach((plan, i) => {
      const start = performance.now();
      plan.take(0.001, new CounterRandom(1, `step ${step}`));
      if (step >= 2) times[i]!.push((performance.now() - start) / 1000);
    });
  }
  const tables = plans.map((plan) => Buffer.from(plan.model.parameters.table.slice().buffer));
  return { times, same: tables.every((table) => table.equals(tables[0]!)) };
}

/** How many times as fast steps of the default training are by two threads, in the same process and turn by turn. */
export const threads: Benchmark = {
  name: 'threads',
  cases: ['threads-training', 'threads-training-1', 'threads-training-2'],
  hasModes: false,
  hasPeer: false,
  async *measure({ seconds }) {
    const set = shop();
    const pool = new WorkerThreads(2);
    const plans = [planBy(oneThread, set), planBy(pool, set)];
    const { times, same } = inTurn(plans, seconds);
    await pool.close();
    if (!same) throw new Error('threads: the weights are not the same by two threads as by one');
    const sorted = times.map((some) => some.toSorted((a, b) => a - b));
    const { batchSize: B, candidates: C } = plans[0]!;
    const config = { products: PRODUCTS, B, C, D: plans[0]!.model.parameters.D };
    const [one, two] = sorted.map((some) => quantile(some, 0.5)) as [number, number];
    yield { name: 'threads-training', unit: 'x', value: one / two, config: { ...config, threads: 2 } };
    for (const [i, some] of sorted.entries()) {
      const [low, high] = [quantile(some, 0.25) * 1000, quantile(some, 0.75) * 1000];
      const value = quantile(some, 0.5) * 1000;
      yield {
        name: `threads-training-${i + 1}`,
        unit: 'ms',
        value,
        spread: [low, high],
        config: { ...config, threads: i + 1 },
      };
    }
  },
};
