import { describe, expect, it } from 'vitest';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { initializeBagModel } from '../../../lambdas/core/model/initial-model.ts';
import { embedProducts } from '../../../lambdas/core/model/model.ts';
import { planVectorPlaces } from '../../../lambdas/core/model/vector-places.ts';
import { dot } from '../../../lambdas/core/numerics/matmul.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';

const { features } = buildTrainingConfig();
const PRODUCTS = 40;

/** Products with words, of which the first ones have a vector. */
function spaceOf({ having = PRODUCTS, width = 128 }: { having?: number; width?: number }) {
  const random = new CounterRandom(1, 'vector places');
  const products = Array.from({ length: PRODUCTS }, (_, i) => {
    const image = Array.from({ length: width }, () => random.normal());
    return { id: `p${i}`, title: `cup ${i % 8}`, ...(i < having && { vectors: { image } }) };
  });
  return { products, space: fitFeatureSpace(products, [], features) };
}

describe('the places of given vectors', () => {
  it('are as many as their share of the products, so that words have most of them if many lack a vector', () => {
    const placesWith = (having: number) => {
      const { vectors, others } = planVectorPlaces(spaceOf({ having }).space, 256);
      return [vectors.reduce((sum, { own }) => sum + own.length, 0), others.length];
    };
    expect(placesWith(PRODUCTS)).toEqual([128, 128]);
    expect(placesWith(PRODUCTS / 2)).toEqual([64, 192]);
    expect(placesWith(PRODUCTS / 4)).toEqual([32, 224]);
  });

  it('hold fewer numbers than the vectors with smaller errors than independent ones', () => {
    const { products, space } = spaceOf({ width: 40 });
    const model = initializeBagModel(space, { dim: 64, seed: 1, normalize: true });
    expect(planVectorPlaces(space, 64).vectors.map(({ own }) => own.length)).toEqual([32]);
    const untitled = products.map(({ id, vectors }) => ({ id, ...(vectors && { vectors }) }));
    const embeddings = Float64Array.from(embedProducts(model, untitled));
    const errors = products.flatMap(({ vectors: a }, i) =>
      products.slice(i + 1).map(({ vectors: b }, k) => {
        const [x, y] = [Float64Array.from(a!.image), Float64Array.from(b!.image)];
        const cosine = dot(x, 0, y, 0, 40) / Math.sqrt(dot(x, 0, x, 0, 40) * dot(y, 0, y, 0, 40));
        return dot(embeddings, i * 64, embeddings, (i + k + 1) * 64, 64) - cosine;
      }),
    );
    const error = Math.sqrt(errors.reduce((sum, one) => sum + one * one, 0) / errors.length);
    // Independent numbers err by 1 / sqrt(32), which is .18, and these by sqrt(1 - 32 / 40) of it.
    expect(error).toBeLessThan(0.1);
    expect(error).toBeGreaterThan(0.05);
  });
});
