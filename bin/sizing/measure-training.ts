/**
 * `node bin/sizing/measure-training.ts PRODUCTS PAIRS STEPS`: trains on a made-up shop from beginning to end, but only so many
 * steps, and prints one line of JSON: seconds of processor time, and bytes.
 */
import { embedProducts } from '../../lambdas/core/model/model.ts';
import { trainingConfig } from '../../lambdas/core/training/config/training-config.ts';
import { trainModel } from '../../lambdas/core/training/run/train-model.ts';
import { processorSeconds } from './processor-time.ts';
import { syntheticShop } from './synthetic-shop.ts';

const [products = 0, pairs = 0, steps = 0] = process.argv.slice(2).map(Number);
const EMBEDDED = 2000;
const KIBIBYTE = 1024;

const set = syntheticShop(products, pairs);
const config = trainingConfig();
const began = processorSeconds();
const run = trainModel(set, { ...config, maxPairs: steps * config.batchSize });
let first: { at: number; step: number } | undefined;
let last = { at: began, step: 0 };
let next = run.next();
for (; !next.done; next = run.next()) {
  if (next.value.phase !== 'training') continue;
  last = { at: processorSeconds(), step: next.value.step };
  first ??= last;
}
const ended = processorSeconds();
const { at, step } = first ?? last;
const stepSeconds = (last.at - at) / Math.max(1, last.step - step);
const some = set.products.slice(0, EMBEDDED);
embedProducts(next.value.model, some);
console.log(
  JSON.stringify({
    products,
    pairs,
    prepareSeconds: at - step * stepSeconds - began,
    stepSeconds,
    judgeSeconds: ended - last.at,
    embedSeconds: (processorSeconds() - ended) / some.length,
    peakBytes: process.resourceUsage().maxRSS * KIBIBYTE,
  }),
);
