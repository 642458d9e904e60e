import type { Because } from '../../core/explain/because.ts';
import { explainSearch, type SearchToExplain } from '../../core/explain/explain-search.ts';
import type { Explainer } from '../../ports/model-services.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import type { ModelSource } from './model-cache.ts';

/** Explains scores with the models of a source. */
export class ModelExplainer implements Explainer {
  readonly #models: Pick<ModelSource, 'get'>;

  constructor(models: Pick<ModelSource, 'get'>) {
    this.#models = models;
  }

  async explain(modelVersion: string, search: SearchToExplain): Promise<readonly Because[]> {
    const loaded = await this.#models.get(modelVersion);
    if (loaded) return explainSearch(loaded.model, search);
    throw new UseCaseError('model-not-ready', `the weights of version ${modelVersion} are missing`);
  }
}
