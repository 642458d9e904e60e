import type { Product } from '../../lambdas/core/catalog/product.ts';
import { type ConnectionOptions, connect, explainFailure } from '../remote/connection.ts';
import { embedInDeployment } from '../remote/remote-embedding.ts';
import { type EmbeddedProduct, type NotEmbeddable, nothingEmbedded } from './embedded-products.ts';

/** Which model of a deployment embeds. */
interface RemoteModel extends ConnectionOptions {
  readonly url: string;
  /** `live`, `head` or the name of a version. */
  readonly modelVersion?: string;
}

/**
 * Embeds a catalog in a deployment, which stores nothing. Products that the model cannot embed are left out and added to
 * `notEmbeddable`.
 * @param onVersion Called with the version that embeds
 * @throws UsageError `empty-input` at the end if that are all products; for a request that is wrong
 */
export async function* embedByUrl(
  { modelVersion: version, ...connection }: RemoteModel,
  products: readonly Product[],
  notEmbeddable: NotEmbeddable,
  onVersion: (version: string) => void,
): AsyncGenerator<EmbeddedProduct[], void, void> {
  try {
    for await (const { modelVersion, embeddings } of embedInDeployment(connect(connection), products, version)) {
      if (modelVersion !== undefined) onVersion(modelVersion);
      for (const one of embeddings) if ('notEmbeddable' in one) notEmbeddable.set(one.product.id, one.notEmbeddable);
      const embedded = embeddings.filter((one) => 'vector' in one);
      if (embedded.length > 0) yield embedded;
    }
  } catch (cause) {
    throw explainFailure(cause, connection.url);
  }
  if (notEmbeddable.size === products.length) throw nothingEmbedded(notEmbeddable);
}
