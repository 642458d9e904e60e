import type { Product } from '../../core/catalog/product.ts';
import { type CatalogVectors, embedCatalog } from '../../core/evaluation/judge-model.ts';
import { parseModel } from '../../core/model/model-file.ts';
import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { WeightsStore } from '../../ports/weights-store.ts';

export interface LiveVectors extends CatalogVectors {
  readonly version: string;
}

/**
 * Embeds the catalog with the live model, to compare a new model with it.
 * @returns undefined if no version is live, or its weights are gone.
 */
export async function computeLiveVectors(
  { pointers, weights }: { readonly pointers: ModelPointers; readonly weights: WeightsStore },
  catalog: readonly Product[],
): Promise<LiveVectors | undefined> {
  const pointer = await pointers.read('live');
  const bytes = pointer && (await weights.load(pointer.version));
  if (!pointer || !bytes) return undefined;
  return { version: pointer.version, ...embedCatalog(parseModel(bytes), catalog) };
}
