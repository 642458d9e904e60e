/**
 * `node bin/sizing/measure-training.ts PRODUCTS PAIRS [STEPS]`: trains on a synthetic shop with the default
 * configuration, and prints one line of JSON. With STEPS: seconds of processor time and bytes of a run with that many
 * steps. Without: the number of steps that the time budget allows.
 */
import { embedProducts } from '../../lambdas/core/model/model.ts';
import { LEAST_AUTO_DIM } from '../../lambdas/core/training/config/auto-dimension.ts';
import { buildTrainingConfig } from '../../lambdas/core/training/config/training-config.ts';
import { trainModel } from '../../lambdas/core/training/run/train-model.ts';
import { processorSeconds } from './rates.ts';
import { buildSyntheticShop } from './synthetic-shop.ts';

const [products = 0, pairs = 0, steps] = process.argv.slice(2).map(Number);
const EMBEDDED_PRODUCTS = 2000;
const KIBIBYTE = 1024;

console.log(JSON.stringify(steps === undefined ? countSteps() : measureRun(steps)));

function countSteps() {
  // High limits, so that only the budget ends the run.
  const config = buildTrainingConfig({ dim: LEAST_AUTO_DIM, epochs: 10_000, maxPairs: 1e12 });
  for (const progress of trainModel(buildSyntheticShop(products, pairs), config)) {
    if (progress.phase === 'training') return { steps: progress.steps };
  }
  throw new Error(`sizing: no training step on ${products} products and ${pairs} pairs, expected at least one`);
}

function measureRun(maxSteps: number) {
  const set = buildSyntheticShop(products, pairs);
  const config = buildTrainingConfig({ dim: LEAST_AUTO_DIM });
  const startedAt = processorSeconds();
  const run = trainModel(set, { ...config, maxPairs: maxSteps * config.batchSize });
  let first: { at: number; step: number } | undefined;
  let last = { at: startedAt, step: 0 };
  let next = run.next();
  for (; !next.done; next = run.next()) {
    if (next.value.phase !== 'training') continue;
    last = { at: processorSeconds(), step: next.value.step };
    first ??= last;
  }
  const endedAt = processorSeconds();
  const { at, step } = first ?? last;
  const stepSeconds = (last.at - at) / Math.max(1, last.step - step);
  const embedded = set.products.slice(0, EMBEDDED_PRODUCTS);
  embedProducts(next.value.model, embedded);
  return {
    products,
    pairs,
    prepareSeconds: at - step * stepSeconds - startedAt,
    stepSeconds,
    judgeSeconds: endedAt - last.at,
    embedSeconds: (processorSeconds() - endedAt) / embedded.length,
    peakBytes: process.resourceUsage().maxRSS * KIBIBYTE,
  };
}
