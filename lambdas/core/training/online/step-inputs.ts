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
 * Reads the features of triplets.
 * @returns three batches: anchors, positives and negatives
 * @throws ModelInputError when the model cannot embed an item (`index` is the triplet's)
 */
export function buildStepInputs(model: Model, triplets: readonly StepTriplet[]): readonly FeatureBatch[] {
  return PARTS.map((part) => readPart(model, triplets, part));
}

/** Reads one part of all triplets as a batch. Errors name the triplet and the part. */
function readPart(model: Model, triplets: readonly StepTriplet[], part: (typeof PARTS)[number]): FeatureBatch {
  const rows = triplets.map((triplet, index) => {
    try {
      const item = triplet[part];
      return isFeatures(item) ? readFeatureInputs(model.input, [item]) : readInputs(model.input, [item]);
    } catch (cause) {
      if (!(cause instanceof ModelInputError)) throw cause;
      throw new ModelInputError(cause.code, index, `${part}: ${cause.detail}`, part);
    }
  });
  return joinBatches(rows);
}

function isFeatures(item: StepItem): item is readonly number[] {
  return Array.isArray(item);
}

/** Joins batches of one row each into one batch. */
function joinBatches(rows: readonly FeatureBatch[]): FeatureBatch {
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
