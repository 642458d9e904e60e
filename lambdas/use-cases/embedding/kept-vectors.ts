import { isDeepStrictEqual } from 'node:util';
import { hasSameInputs } from '../../core/model/same-inputs.ts';
import { readFilterFields } from '../../core/search/product-fields.ts';
import type { StoredProduct } from '../../ports/product-store.ts';
import type { StoredVector, VectorStore } from '../../ports/vector-store.ts';
import type { LoadedModel } from '../models/model-cache.ts';

/** By product id: the products that were replaced by a write. */
export type ReplacedProducts = ReadonlyMap<string, StoredProduct>;

/** Vectors of products that need no embedding. */
interface KeptVectors {
  /** Those that are stored as they should be. */
  readonly standing: readonly StoredVector[];
  /** Those to store under a new revision, with new fields for filters. */
  readonly renewed: readonly StoredVector[];
}

/**
 * Finds the vectors that embedding would give again, bit for bit. They stand if the content of the product is unchanged
 * since it was embedded. They are renewed if the change does not concern the model, such as one of the payload.
 * @param replaced A product without an entry is renewed by embedding.
 */
export async function findKeptVectors(
  vectors: Pick<VectorStore, 'getMany'>,
  { version, model }: LoadedModel,
  products: readonly StoredProduct[],
  replaced: ReplacedProducts,
): Promise<KeptVectors> {
  const isSameToModel = ({ product }: StoredProduct): boolean => {
    const before = replaced.get(product.id);
    return before !== undefined && hasSameInputs(model.input, before.product, product);
  };
  const candidates = products.filter((one) => one.contentSince !== undefined || isSameToModel(one));
  const kept: { standing: StoredVector[]; renewed: StoredVector[] } = { standing: [], renewed: [] };
  if (candidates.length === 0) return kept;
  const ids = candidates.map(({ product }) => product.id);
  const found = await vectors.getMany(ids, version);
  for (const one of candidates) {
    const vector = found.get(one.product.id);
    if (vector === undefined) continue;
    const fields = readFilterFields(one.product);
    // An earlier release may have stored other fields for filters.
    const isStanding = one.contentSince !== undefined && embedsContentOf(vector, one);
    if (isStanding && isDeepStrictEqual(vector.fields, fields)) kept.standing.push(vector);
    else if (isSameToModel(one) && isVectorOf(vector, replaced.get(one.product.id)!))
      kept.renewed.push({ ...vector, revision: one.revision, fields });
  }
  return kept;
}

/** Whether a vector embeds a product as it was, and nothing newer. */
function isVectorOf(vector: StoredVector, product: StoredProduct): boolean {
  return embedsContentOf(vector, product) && vector.revision <= product.revision;
}

/**
 * Whether a vector embeds the content of a product: all revisions from `contentSince` on have the same. No embedding
 * that is still under way can replace it by one of another content, because that has an older revision.
 */
export function embedsContentOf(vector: StoredVector, { revision, contentSince = revision }: StoredProduct): boolean {
  return vector.revision >= contentSince;
}
