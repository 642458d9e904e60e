import {
  dropStaleVector,
  dropStaleVectors,
  type FillText,
  type FillTexts,
} from '../use-cases/text-vectors/filled-product.ts';
import type { TextVectors } from '../use-cases/text-vectors/text-vectors.ts';
import { once } from './aws-clients.ts';

let create: (() => TextVectors) | undefined;

/** Gives this function a text model. Only handlers of `handlers/text-model` do: others have no code of it. */
export function useTextVectors(made: () => TextVectors): void {
  create = () => once('textVectors', made);
}

/** Gives products vectors of their texts. Without a text model, it takes out those of texts that have changed. */
export const fillTexts: FillTexts = (products, readStored) =>
  create === undefined ? dropStaleVectors(products, readStored) : create().fill(products, readStored);

/** The same for one product. */
export const fillText: FillText = (product, stored) =>
  create === undefined ? dropStaleVector(product, stored) : create().fillOne(product, stored);
