import type { Product } from '../core/catalog/product.ts';
import type { FillTexts, TextVectors } from '../use-cases/text-vectors/text-vectors.ts';
import { once } from './aws-clients.ts';

let create: (() => TextVectors) | undefined;

/** Gives this function a text model. Only handlers of `handlers/text-model` do: others have no code of it. */
export function useTextVectors(made: () => TextVectors): void {
  create = () => once('textVectors', made);
}

/** Gives products vectors of their texts, if this function has a text model. */
export const fillTexts: FillTexts = async (products) =>
  create === undefined ? products.map((product) => ({ product })) : create().fill(products);

/** Gives a product a vector of its text, if this function has a text model. */
export const fillText = async (product: Product): Promise<Product> =>
  create === undefined ? product : create().fillOne(product);
