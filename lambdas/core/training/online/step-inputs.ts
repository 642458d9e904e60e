import type { Product } from '../../catalog/product.ts';
import { ModelInputError } from '../../features/feature-error.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import { type Model, readFeatureInputs, readInputs } from '../../model/model.ts';

/** A product, or a plain feature vector. */
export type StepItem = Product | readonly number[];

export interface StepTriplet {
  readonly anchor: StepItem;
  readonly positive: StepItem;
  readonly negative: StepItem;
}

const PARTS = ['anchor', 'positive', 'negative'] as const;

/**
 * What a model reads of the anchors, the positives and the negatives of triplets: a batch each.
 * @throws ModelInputError when the model cannot embed an item (`index` is the triplet's).
 */
export function buildStepInputs(model: Model, triplets: readonly StepTriplet[]): readonly FeatureBatch[] {
  return PARTS.map((part) => inputsOfPart(model, triplets, part));
}

/** Items of either form, one batch; errors name the triplet and the part of it. */
function inputsOfPart(model: Model, triplets: readonly StepTriplet[], part: (typeof PARTS)[number]): FeatureBatch {
  const rows = triplets.map((triplet, index) => {
    try {
      const item = triplet[part];
      return isFeatures(item) ? readFeatureInputs(model.input, [item]) : readInputs(model.input, [item]);
    } catch (cause) {
      if (!(cause instanceof ModelInputError)) throw cause;
      throw new ModelInputError(cause.code, index, `${part}: ${cause.detail}`, part);
    }
  });
  return joined(rows);
}

function isFeatures(item: StepItem): item is readonly number[] {
  return Array.isArray(item);
}

/** Batches of one row each, as one batch. */
function joined(rows: readonly FeatureBatch[]): FeatureBatch {
  const tokens = rows.flatMap((row) => [...row.bags.tokens]);
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => {
    offsets[i + 1] = offsets[i]! + row.bags.tokens.length;
  });
  return {
    B: rows.length,
    bags: {
      offsets,
      tokens: Int32Array.from(tokens),
      weights: Float32Array.from(rows.flatMap((row) => [...row.bags.weights])),
    },
    identityAt: new Int32Array(rows.length).fill(-1),
    dense: Float64Array.from(rows.flatMap((row) => [...row.dense])),
  };
}
