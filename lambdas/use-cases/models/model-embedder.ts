import { type Embedded, embedGiven } from '../../core/model/embed-each.ts';
import type { Embedder, GivenInput } from '../../ports/model-services.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import type { ModelSource } from './model-cache.ts';

/** Embeds what a request gives by value with the models of a source. */
export class ModelEmbedder implements Embedder {
  readonly #models: Pick<ModelSource, 'get'>;

  constructor(models: Pick<ModelSource, 'get'>) {
    this.#models = models;
  }

  async embed(modelVersion: string, inputs: readonly GivenInput[]): Promise<Embedded[]> {
    const loaded = await this.#models.get(modelVersion);
    if (loaded) return inputs.map((input) => embedGiven(loaded.model, input));
    throw new UseCaseError('model-not-ready', `the weights of version ${modelVersion} are missing`);
  }
}
