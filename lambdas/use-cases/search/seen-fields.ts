import { CountedFields, type FieldCatalog } from '../../core/search/field-catalog.ts';
import { readFilterFields } from '../../core/search/product-fields.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import type { VectorIndex } from '../../ports/vector-index.ts';
import { readProducts } from '../catalog/read-products.ts';

/** The fields of the products that a vector index found near the queries so far, under one version. */
export class SeenFields {
  readonly #index: VectorIndex;
  readonly #products: Pick<ProductStore, 'get'>;
  #modelVersion = '';
  #seen = new CountedFields();

  constructor(index: VectorIndex, products: Pick<ProductStore, 'get'>) {
    this.#index = index;
    this.#products = products;
  }

  /** See `ServedIndex.fieldsNear`. @throws StoreError as the index */
  async near(
    modelVersion: string,
    query: Float32Array,
    isEnough: (seen: FieldCatalog) => boolean,
  ): Promise<FieldCatalog> {
    if (modelVersion !== this.#modelVersion) {
      this.#modelVersion = modelVersion;
      this.#seen = new CountedFields();
    }
    const seen = this.#seen;
    if (isEnough(seen)) return seen;
    const nearest = await this.#index.nearest(modelVersion, query, { k: this.#index.maxResults, equals: {} });
    const products = await readProducts(
      this.#products,
      nearest.map(({ id }) => id),
    );
    for (const { product } of products.values()) seen.count(readFilterFields(product), 1);
    return seen;
  }
}
