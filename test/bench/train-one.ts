/**
 * Training on one size of catalog, in a process of its own: train-one.ts PRODUCTS D SECONDS prints one line of JSON: seconds of a step on
 * fresh pairs, and the bytes that the process holds, resident.
 */
import { CounterRandom } from '../../lambdas/core/numerics/random.ts';
import { NO_NEGATIVE } from '../../lambdas/core/training/data/training-set.ts';
import { timedSteps, tokenInputs } from './benchmarks/training-step.ts';
import { nearlyNormal } from './synthetic-space.ts';

/** Tokens of a product: words and grams of the catalog's, and one that is its own. */
const TOKENS_EACH = 30;
const WORDS = 100_000;
/** Pairs of a step. */
const B = 256;
/** Batches, taken in turn: more products than the caches hold the rows of. */
const BATCHES = 64;

const [products, D, seconds] = process.argv.slice(2).map(Number) as [number, number, number];
const random = new CounterRandom(1, 'training at scale');

const tokens = Int32Array.from({ length: products * TOKENS_EACH }, (_, t) =>
  t % TOKENS_EACH === 0 ? WORDS + t / TOKENS_EACH : random.integer(WORDS),
);
const T = WORDS + products;
const step = {
  ...{ D, T, table: Float32Array.from({ length: T * D }, () => nearlyNormal(random)), dense: new Float32Array(0) },
  ...{ inputs: tokenInputs(products, tokens, TOKENS_EACH), learningRate: 1e-3 },
  config: { loss: 'info-nce', temperature: 0.05 },
};
const drawn = () => Int32Array.from({ length: B }, () => random.integer(products));
const batches = Array.from({ length: BATCHES }, () => ({
  anchors: drawn(),
  positives: drawn(),
  negatives: new Int32Array(B).fill(NO_NEGATIVE),
}));
const timing = timedSteps(step, batches, { mode: 'strict', seconds });
console.log(JSON.stringify({ timing, B, bytes: process.memoryUsage.rss() }));
