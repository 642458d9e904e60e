import type { ProductReference } from '../../core/catalog/training-row.ts';
import type { StepItem, StepTriplet } from '../../core/training/online/step-inputs.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import { idOf, isVector, readReferencedProducts } from '../catalog/read-products.ts';
import { invalidRequestParts, type UseCaseFault } from '../common/use-case-error.ts';

export interface ReferenceTriplet {
  readonly anchor: ProductReference;
  readonly positive: ProductReference;
  readonly negative: ProductReference;
}

export const TRIPLET_PARTS = ['anchor', 'positive', 'negative'] as const;

/**
 * Replaces the product ids of triplets by the stored products.
 * @throws UseCaseError `invalid-request` with each degenerate triplet or, if there is none, with each unknown product
 */
export async function resolveTriplets(
  { products }: { products: ProductStore },
  triplets: readonly ReferenceTriplet[],
): Promise<StepTriplet[]> {
  const degenerate = findDegenerateTriplets(triplets);
  if (degenerate.length > 0) throw invalidRequestParts(degenerate);
  const stored = await readReferencedProducts(
    products,
    triplets.flatMap((triplet) => TRIPLET_PARTS.map((part) => triplet[part])),
  );
  const faults: UseCaseFault[] = [];
  const resolved = triplets.map((triplet, index): StepTriplet => {
    const [anchor, positive, negative] = TRIPLET_PARTS.map((part): StepItem => {
      const reference = triplet[part];
      if (typeof reference !== 'string') return reference;
      const product = stored.get(reference)?.product;
      if (product) return product;
      faults.push({
        path: ['triplets', index, part],
        code: 'product-not-found',
        detail: `there is no product ${reference}`,
      });
      return [];
    }) as [StepItem, StepItem, StepItem];
    return { anchor, positive, negative };
  });
  if (faults.length > 0) throw invalidRequestParts(faults);
  return resolved;
}

/**
 * Finds the triplets that teach nothing: two of the three parts are one product, or positive and negative are the same
 * vector. (An anchor may have the same features as its positive: the two products are alike, and the negative can still
 * move away.)
 */
function findDegenerateTriplets(triplets: readonly ReferenceTriplet[]): UseCaseFault[] {
  return triplets.flatMap(({ anchor, positive, negative }, index) => {
    const pairs = [
      isSameProduct(anchor, positive) && 'anchor and positive',
      isSameProduct(anchor, negative) && 'anchor and negative',
      (isSameProduct(positive, negative) || isSameVector(positive, negative)) && 'positive and negative',
    ];
    const same = pairs.find((pair) => pair !== false);
    if (same === undefined) return [];
    return [{ path: ['triplets', index], code: 'degenerate-triplet', detail: `${same} are the same` }];
  });
}

function isSameProduct(a: ProductReference, b: ProductReference): boolean {
  const id = idOf(a);
  return id !== undefined && id === idOf(b);
}

function isSameVector(a: ProductReference, b: ProductReference): boolean {
  return isVector(a) && isVector(b) && a.length === b.length && a.every((x, i) => x === b[i]);
}
