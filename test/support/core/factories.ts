import { createHash } from 'node:crypto';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { type Model, nameModelVersion } from '../../../lambdas/core/model/model.ts';
import { serializeModel } from '../../../lambdas/core/model/model-file.ts';
import type { Clock } from '../../../lambdas/ports/clock.ts';
import type { ModelRecord } from '../../../lambdas/ports/model-registry.ts';
import type { StoredProduct } from '../../../lambdas/ports/product-store.ts';
import type { StoredVector } from '../../../lambdas/ports/vector-store.ts';

/** The instant that tests begin at. */
export const testStart = '2026-01-01T00:00:00.000Z';

/** A clock that stands still until it is moved. */
export class TestClock implements Clock {
  #milliseconds = Date.parse(testStart);

  now(): Date {
    return new Date(this.#milliseconds);
  }

  advance(seconds: number): void {
    this.#milliseconds += seconds * 1000;
  }
}

/** A product with two features, unless it is given others. */
export function productOf(id: string, fields: Omit<Product, 'id'> = { features: [1, 0] }): Product {
  return { id, ...fields };
}

export function storedProductOf(product: Product, updatedAt = testStart): StoredProduct {
  return { product, revision: `${updatedAt}#`, updatedAt };
}

export function storedVectorOf(productId: string, modelVersion: string, vector: readonly number[]): StoredVector {
  return { productId, modelVersion, vector: Float32Array.from(vector), revision: `${testStart}#` };
}

/** A linear model with these weights (features x dimension), embeddings as they come. */
export function linearModelOf(weights: readonly (readonly number[])[]): Model {
  return {
    input: { encoder: 'linear', inputDim: weights.length },
    normalize: false,
    parameters: { D: weights[0]!.length, table: new Float64Array(0), dense: Float64Array.from(weights.flat()) },
  };
}

/** The model that embeds two features as themselves. */
export const identityModel = linearModelOf([
  [1, 0],
  [0, 1],
]);

/** A model as it is stored: bytes, version and record. */
export function storedModelOf(
  model: Model,
  createdAt = testStart,
): { bytes: Uint8Array; version: string; record: ModelRecord } {
  const bytes = serializeModel(model);
  const weightsSha256 = createHash('sha256').update(bytes).digest('hex');
  const version = nameModelVersion(weightsSha256);
  return {
    bytes,
    version,
    record: {
      version,
      createdAt,
      origin: 'training-run',
      weightsSha256,
      weightsBytes: bytes.length,
      dim: model.parameters.D,
      report: {},
    },
  };
}
