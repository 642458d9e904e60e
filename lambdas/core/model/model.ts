import type { Product } from '../catalog/product.ts';
import { encodeForward } from '../encoder/encoder.ts';
import type { EncoderParameters } from '../encoder/encoder-parameters.ts';
import { dropMisfits } from '../features/dense-inputs.ts';
import { ModelInputError } from '../features/feature-error.ts';
import type { FeatureBatch, FeatureSpace } from '../features/feature-space.ts';
import { createQueryProduct } from '../features/search-text.ts';
import { applyQueryTower } from './query-tower.ts';

/**
 * How a model reads products: `linear` takes their plain `features` (F numbers) unchanged, `bag` uses a fitted feature
 * space.
 */
export type ModelInput =
  | { readonly encoder: 'linear'; readonly inputDim: number }
  | {
      readonly encoder: 'bag';
      readonly space: FeatureSpace;
      /** Whether search texts have their own token rows. Default false. */
      readonly queryTower?: boolean;
    };

/** An encoder with its parameters: everything needed to embed a product. A model is never changed. */
export interface Model {
  readonly input: ModelInput;
  /** Whether embeddings are scaled to length 1. */
  readonly normalize: boolean;
  readonly parameters: EncoderParameters;
}

/**
 * Computes the embeddings of products, (B, D) row-major.
 * @throws ModelInputError with the product's place in the batch
 */
export function embedProducts(model: Model, products: readonly Product[]): Float32Array {
  return embedInputs(model, readInputs(model.input, products));
}

/**
 * Computes the embeddings of plain feature vectors, (B, D) row-major.
 * @throws ModelInputError if a row has another length than the model's features, or is not finite
 */
export function embedFeatureVectors(model: Model, rows: readonly (readonly number[])[]): Float32Array {
  return embedInputs(model, readFeatureInputs(model.input, rows));
}

/**
 * Computes the embeddings of search texts, (B, D) row-major, in the space of the products.
 * @throws ModelInputError `no-features` for a linear model, which reads no text
 */
export function embedQueries(model: Model, texts: readonly string[]): Float32Array {
  return embedProducts(model, texts.map(createQueryProduct));
}

/**
 * Reads products into the encoder's inputs, including search texts as `createQueryProduct` makes them. @throws
 * ModelInputError
 */
export function readInputs(input: ModelInput, products: readonly Product[]): FeatureBatch {
  if (input.encoder === 'bag') {
    const batch = input.space.extract(products);
    return input.queryTower ? applyQueryTower(batch, products, input.space) : batch;
  }
  const rows = products.map((product, i) => {
    if (product.features === undefined) {
      throw new ModelInputError(
        'no-features',
        i,
        `product ${product.id} has no features, expected ${input.inputDim} numbers`,
      );
    }
    return product.features;
  });
  return readLinearInputs(rows, input.inputDim);
}

/** Reads plain feature vectors into the encoder's inputs. @throws ModelInputError */
export function readFeatureInputs(input: ModelInput, rows: readonly (readonly number[])[]): FeatureBatch {
  if (input.encoder === 'linear') return readLinearInputs(rows, input.inputDim);
  const source = input.space.sources.find((one) => one.kind === 'features');
  if (source === undefined && rows.length > 0) {
    throw new ModelInputError(
      'wrong-dimension',
      0,
      'the model was trained on products without features; send products instead',
    );
  }
  return input.space.extract(rows.map((features) => ({ id: '', features })));
}

/** Computes the embeddings of inputs that were read, (B, D) row-major. */
export function embedInputs(model: Model, batch: FeatureBatch): Float32Array {
  return Float32Array.from(encodeForward(batch, model.parameters, model.normalize).embeddings);
}

function readLinearInputs(rows: readonly (readonly number[])[], inputDim: number): FeatureBatch {
  const dense = new Float64Array(rows.length * inputDim);
  rows.forEach((row, i) => {
    if (row.length !== inputDim) {
      throw new ModelInputError('wrong-dimension', i, `features have ${row.length} numbers, expected ${inputDim}`);
    }
    if (!row.every(Number.isFinite)) throw new ModelInputError('not-finite', i, 'features are not all finite');
    dense.set(row, i * inputDim);
  });
  const bags = { offsets: new Int32Array(rows.length + 1), tokens: new Int32Array(0), weights: new Float32Array(0) };
  return { B: rows.length, bags, identityAt: new Int32Array(rows.length).fill(-1), dense };
}

/**
 * Removes from each product what the model cannot read: vectors or `features` of another width, or not finite. A
 * product that the linear encoder cannot read at all gets zeros as features, so it ranks last. Used for work on a whole
 * catalog, which one bad product must not stop. A request for one product reports its error instead.
 */
export function dropUnreadableParts(input: ModelInput, products: readonly Product[]): Product[] {
  if (input.encoder === 'bag') return products.map((product) => dropMisfits(product, input.space.sources));
  return products.map((product) =>
    hasFeatures(product, input.inputDim) ? product : { id: product.id, features: Array(input.inputDim).fill(0) },
  );
}

/** Whether a product has `features` of `inputDim` finite numbers. */
export function hasFeatures({ features }: Product, inputDim: number): boolean {
  return features !== undefined && features.length === inputDim && features.every(Number.isFinite);
}

/**
 * The name of a model version: `m-` and the first 16 hex digits of the SHA-256 of its weights. Same bytes, same
 * version.
 */
export function nameModelVersion(weightsSha256Hex: string): string {
  return `m-${weightsSha256Hex.slice(0, 16)}`;
}
