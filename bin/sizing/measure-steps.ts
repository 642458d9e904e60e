/**
 * `node bin/sizing/measure-steps.ts PRODUCTS PAIRS`: how many steps the time budget of the default configuration leaves on a
 * made-up shop, as one line of JSON.
 */

import { trainingConfig } from '../../lambdas/core/training/config/training-config.ts';
import { trainModel } from '../../lambdas/core/training/run/train-model.ts';
import { syntheticShop } from './synthetic-shop.ts';

const [products = 0, pairs = 0] = process.argv.slice(2).map(Number);

// Only the budget is to end the run.
const config = trainingConfig({ epochs: 10_000, maxPairs: 1e12 });
for (const progress of trainModel(syntheticShop(products, pairs), config)) {
  if (progress.phase !== 'training') continue;
  console.log(JSON.stringify({ steps: progress.steps }));
  break;
}
