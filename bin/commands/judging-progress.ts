import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import { type CatalogVectors, embedCatalog, type JudgingData } from '../../lambdas/core/evaluation/judge-model.ts';
import type { Model } from '../../lambdas/core/model/model.ts';
import type { Progress } from '../../lib/terminal/progress.ts';

/** Products that are embedded before Ctrl-C is heard again. */
const GROUP_PRODUCTS = 256;

/**
 * Embeds a catalog to judge a model on it, and shows how much is done.
 * @param label What is done, such as `embedding by model`
 */
export async function embedForJudging(
  model: Model,
  catalog: readonly Product[],
  label: string,
  progress: Progress,
): Promise<CatalogVectors> {
  const { D } = model.parameters;
  const vectors = new Float32Array(catalog.length * D);
  for (let done = 0; done < catalog.length; done += GROUP_PRODUCTS) {
    vectors.set(embedCatalog(model, catalog.slice(done, done + GROUP_PRODUCTS)).vectors, done * D);
    progress.work({ label, done, total: catalog.length, unit: 'products' });
    await nextTurn();
  }
  return { vectors, D };
}

/** Shows how many rankings are done while judging. */
export function showRankings(progress: Progress): JudgingData['onRanked'] & object {
  return (done, total) => progress.work({ label: 'judging', done, total, unit: 'rankings' });
}
