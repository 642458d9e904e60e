import type { Product } from '../catalog/product.ts';
import { dropMisfits } from '../features/dense-inputs.ts';
import type { ModelInput } from './model.ts';

/**
 * The products, each without what the model cannot read of it: a vector or `features` of another width, or not finite. One
 * that the linear encoder cannot read at all becomes the zero vector, which ranks last.
 * For work on a whole catalog, that one bad product must not stop; where one product is asked for, its fault is told instead.
 */
export function dropUnreadableParts(input: ModelInput, products: readonly Product[]): Product[] {
  if (input.encoder === 'bag') return products.map((product) => dropMisfits(product, input.space.sources));
  return products.map((product) =>
    hasFeatures(product, input.inputDim) ? product : { id: product.id, features: Array(input.inputDim).fill(0) },
  );
}

/** Whether a product has `features` of so many finite numbers. */
export function hasFeatures({ features }: Product, inputDim: number): boolean {
  return features !== undefined && features.length === inputDim && features.every(Number.isFinite);
}
