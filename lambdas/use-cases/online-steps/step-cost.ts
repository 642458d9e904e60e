import type { Model } from '../../core/model/model.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { TRIPLET_PARTS } from './resolve-triplets.ts';

/** Multiplications and additions that one request may cost: a few seconds. */
const MAX_OPERATIONS = 2e9;
/** The approximate cost of a product's tokens, in multiples of the dimension. */
const TOKENS_PER_PRODUCT = 64;

/** @throws UseCaseError `step-too-large` if the step costs more than one request may */
export function checkStepCost({ input, parameters }: Model, triplets: number, steps: number): void {
  const width = input.encoder === 'linear' ? input.inputDim : input.space.denseWidth + TOKENS_PER_PRODUCT;
  const operations = steps * triplets * TRIPLET_PARTS.length * width * parameters.D;
  if (operations <= MAX_OPERATIONS) return;
  const times = (operations / MAX_OPERATIONS).toFixed(1);
  throw new UseCaseError(
    'step-too-large',
    `${steps} steps on ${triplets} triplets cost ${times} times what one request may cost: send fewer triplets or steps`,
  );
}
