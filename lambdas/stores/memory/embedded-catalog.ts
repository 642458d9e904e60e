import type { EmbeddedCatalog, EmbeddedProduct } from '../../ports/embedded-catalog.ts';
import type { CatalogPart, ProductStore } from '../../ports/product-store.ts';
import type { VectorStore } from '../../ports/vector-store.ts';

/** Products and vectors of two stores in memory, for tests. */
export class MemoryEmbeddedCatalog implements EmbeddedCatalog {
  readonly #products: ProductStore;
  readonly #vectors: VectorStore;

  constructor(products: ProductStore, vectors: VectorStore) {
    this.#products = products;
    this.#vectors = vectors;
  }

  async *scan(modelVersion: string, part: CatalogPart): AsyncGenerator<EmbeddedProduct, void, void> {
    for await (const stored of this.#products.scan(part)) {
      const { id } = stored.product;
      const vector = await this.#vectors.get(id, modelVersion);
      yield { id, stored, ...(vector && { vector }) };
    }
    // Vectors in memory belong to no part of the catalog.
    if (part.segment === 0) yield* this.#orphans(modelVersion);
  }

  async *#orphans(modelVersion: string): AsyncGenerator<EmbeddedProduct, void, void> {
    for await (const change of this.#vectors.changes(modelVersion)) {
      if (change.kind === 'removed') continue;
      const id = change.stored.productId;
      if ((await this.#products.get(id)) === undefined) yield { id, vector: change.stored };
    }
  }
}
