import { CodeScan } from '../../../lambdas/core/kernels/simd/code-scan.ts';
import { oneThread, type Threads } from '../../../lambdas/core/kernels/threads.ts';
import { normalizeRowsForward } from '../../../lambdas/core/numerics/normalize.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import type { TrainingSet } from '../../../lambdas/core/training/data/training-set.ts';
import { prepareListwisePlan } from '../../../lambdas/core/training/plans/listwise-plan.ts';
import type { StepPlan } from '../../../lambdas/core/training/plans/step-plan.ts';
import { WorkerThreads } from '../../../lambdas/threads/worker-threads.ts';
import { normals } from '../../support/core/kernel-cases.ts';
import { trainingSet } from '../../support/core/training-factories.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { milliseconds, type Timing, timingOf } from '../measure.ts';

/** Ten baskets a product: with less evidence the last steps are averaged too. */
const [PRODUCTS, WORDS, BASKETS] = [3000, 12_000, 8000];
/** Vectors that are searched. */
const [ROWS, DIMENSIONS] = [500_000, 64];
/** Words of a text: with their grams some 300 tokens a product, as in a shop of long descriptions. */
const WORDS_OF_TEXT = 60;
/** As a run takes it where evidence is thin. */
const THIN_DECAY = 0.9;
/** Steps in a row. */
const ROW = 6;

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

/** The default run on lists, without what is looked for before its first step. @param averageDecay 0: the last steps are not averaged. */
function planBy(threads: Threads, set: TrainingSet, averageDecay: number): StepPlan {
  const config = buildTrainingConfig({ tuneFields: false, targetTextWeight: 0.2, averageDecay });
  const planning = prepareListwisePlan(set, 0, config, threads);
  for (;;) {
    const { done, value } = planning.next();
    if (done) return value;
  }
}

/**
 * Steps of the runs, some in a row as a run takes them and then some of the other, so that both see the same of the machine; the first of
 * a row finds the caches full of the other's. Seconds of each, and whether the weights are the same.
 */
function inTurn(plans: readonly StepPlan[], seconds: number): { times: number[][]; same: boolean } {
  const times: number[][] = plans.map(() => []);
  const end = performance.now() + 1000 * seconds * plans.length;
  for (let first = 0; first < 2 * ROW || performance.now() < end; first += ROW) {
    plans.forEach((plan, i) => {
      for (let step = first; step < first + ROW; step++) {
        const start = performance.now();
        plan.take(0.001, new CounterRandom(1, `step ${step}`));
        if (first > 0 && step > first) times[i]!.push((performance.now() - start) / 1000);
      }
    });
  }
  const tables = plans.map((plan) => Buffer.from(plan.model.parameters.table.slice().buffer));
  return { times, same: tables.every((table) => table.equals(tables[0]!)) };
}

/** Both runs' medians and how they compare. @param named One of `measured`. */
function* compared(named: string, times: readonly number[][], config: Measurement['config']): Iterable<Measurement> {
  const timings = times.map(timingOf) as [Timing, Timing];
  const name = `threads-${named}`;
  yield { name, unit: 'x', value: timings[0].median / timings[1].median, config: { ...config, threads: 2 } };
  for (const [i, timing] of timings.entries())
    yield { name: `${name}-${i + 1}`, unit: 'ms', ...milliseconds(timing), config: { ...config, threads: i + 1 } };
}

function* training(named: string, pool: Threads, seconds: number): Iterable<Measurement> {
  const set = shop();
  const averageDecay = named === 'training' ? 0 : THIN_DECAY;
  const plans = [planBy(oneThread, set, averageDecay), planBy(pool, set, averageDecay)];
  const { times, same } = inTurn(plans, seconds);
  if (!same) throw new Error('threads: the weights are not the same by two threads as by one');
  const { batchSize: B, candidates: C, model } = plans[0]!;
  yield* compared(named, times, { products: PRODUCTS, B, C, D: model.parameters.D, averageDecay });
}

function* search(pool: Threads, seconds: number): Iterable<Measurement> {
  const vectors = normals(ROWS * DIMENSIONS, 'rows');
  normalizeRowsForward(vectors, vectors, new Float32Array(ROWS), ROWS, DIMENSIONS);
  const scans = [oneThread, pool].map((by) => new CodeScan(DIMENSIONS, by));
  for (let row = 0; row < ROWS; row++) for (const scan of scans) scan.set(row, vectors, row * DIMENSIONS);
  const times: number[][] = scans.map(() => []);
  const end = performance.now() + 2000 * seconds;
  for (let query = 0; query < 20 || performance.now() < end; query++) {
    const at = (query % 1000) * DIMENSIONS;
    const unit = vectors.subarray(at, at + DIMENSIONS);
    const found = scans.map((scan, i) => {
      const start = performance.now();
      const rows = scan.rowsToScore(unit, { k: 10, minScore: -1 });
      if (query >= 10) times[i]!.push((performance.now() - start) / 1000);
      return String(rows);
    });
    if (found[0] !== found[1]) throw new Error(`threads: query ${query} names other rows by two threads than by one`);
  }
  yield* compared('search', times, { rows: ROWS, D: DIMENSIONS, k: 10 });
}

const measured = ['training', 'averaged-training', 'search'];

const casesOf = (named: string) => ['', '-1', '-2'].map((end) => `threads-${named}${end}`);

/** How many times as fast by two threads: steps of the default training, and a scan for one query; in the same process, turn by turn. */
export const threads: Benchmark = {
  name: 'threads',
  cases: measured.flatMap(casesOf),
  hasModes: false,
  hasPeer: false,
  async *measure({ seconds, wants }) {
    const pool = new WorkerThreads(2);
    for (const named of measured.filter((one) => casesOf(one).some(wants)))
      yield* named === 'search' ? search(pool, seconds) : training(named, pool, seconds);
    await pool.close();
  },
};
