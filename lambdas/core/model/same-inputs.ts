import type { Product } from '../catalog/product.ts';
import type { ModelInput } from './model.ts';

/**
 * Whether a model reads the same of two products, so that their vectors are equal, bit for bit. False if it is not
 * certain: fields in another order count as other fields.
 */
export function hasSameInputs(input: ModelInput, a: Product, b: Product): boolean {
  const read = input.encoder === 'linear' ? readFeatures : (one: Product) => input.space.selectFeatures(one);
  return a.id === b.id && JSON.stringify(read(a)) === JSON.stringify(read(b));
}

function readFeatures({ features }: Product): Pick<Product, 'features'> {
  return features === undefined ? {} : { features };
}
