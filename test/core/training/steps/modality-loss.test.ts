import { describe, expect, it } from 'vitest';
import type { Product } from '../../../../lambdas/core/catalog/product.ts';
import { encodeForward } from '../../../../lambdas/core/encoder/encoder.ts';
import { createGradients } from '../../../../lambdas/core/encoder/encoder-parameters.ts';
import { fitFeatureSpace } from '../../../../lambdas/core/features/feature-space.ts';
import { initializeBagModel } from '../../../../lambdas/core/model/initial-model.ts';
import { embedProducts, readInputs } from '../../../../lambdas/core/model/model.ts';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { addModalityLoss, ModalityPairs } from '../../../../lambdas/core/training/steps/modality-loss.ts';
import { centralDifferences, expectClose } from '../../../support/core/golden.ts';
import {
  colouredThings,
  quickConfig,
  tasteBaskets,
  trained,
  trainingSet,
} from '../../../support/core/training-factories.ts';

const names = ['red', 'green', 'blue', 'white', 'black', 'lamp', 'cup', 'chair', 'clock', 'rug', 'vase'];

/** An image: noise, and one direction for the colour and one for the thing. */
function withImages(): Product[] {
  const random = new CounterRandom(4, 'images');
  return colouredThings().map((product) => {
    const image = names.map((name) => (product.id.split('-').includes(name) ? 1 : 0) + 0.1 * random.normal());
    return { ...product, vectors: { image } };
  });
}

const products = withImages();

describe('ModalityPairs and addModalityLoss', () => {
  const space = fitFeatureSpace(products, ['cup-red'], buildTrainingConfig().features);
  const model = initializeBagModel(space, { dim: 6, seed: 1, normalize: true });

  it('separate a product into its words and its vectors, both without own row and numbers', () => {
    const all = new ModalityPairs(model.input, readInputs(model.input, products)).draw(99, new CounterRandom(1, 'x'))!;
    const half = (fields: (product: Product) => Product) =>
      embedProducts(
        model,
        [...all.rows].map((row) => fields(products[row]!)),
      );
    const texts = half(({ title, brand, attributes }) => ({
      id: 'new',
      title: title!,
      brand: brand!,
      attributes: attributes!,
    }));
    const vectors = half((product) => ({ id: 'new', vectors: product.vectors! }));
    expect(new Set(all.rows).size).toBe(30);
    expectClose(encodeForward(all.texts, model.parameters, true).embeddings, texts, 1e-6);
    expectClose(encodeForward(all.vectors, model.parameters, true).embeddings, vectors, 1e-6);
  });

  it('leave out products without words or without vectors, and draw none if fewer than two are left', () => {
    const mixed = products.map((product, i): Product => {
      if (i === 0) return { id: product.id, vectors: product.vectors! };
      return i === 1 ? { ...product, vectors: {} } : product;
    });
    const drawn = (of: Product[]) =>
      new ModalityPairs(model.input, readInputs(model.input, of)).draw(99, new CounterRandom(1, 'x'));
    expect([...drawn(mixed)!.rows].sort((a, b) => a - b)).toEqual(products.map((_, i) => i).slice(2));
    expect(drawn(mixed.slice(0, 3))).toBeUndefined();
    expect(drawn(colouredThings())).toBeUndefined();
  });

  it('have a weighted loss with the gradients of central differences', () => {
    const { D, table, dense } = model.parameters;
    const parameters = { D, table: Float64Array.from(table), dense: Float64Array.from(dense) };
    const batch = new ModalityPairs(model.input, readInputs(model.input, products)).draw(5, new CounterRandom(1, 'x'))!;
    const options = { temperature: 0.5, modalityWeight: 3 };
    const loss = (changed: typeof parameters) =>
      addModalityLoss({ ...model, parameters: changed }, batch, options, createGradients(changed, 'float64'));
    const gradients = createGradients(parameters, 'float64');
    addModalityLoss({ ...model, parameters }, batch, options, gradients);
    expectClose(
      gradients.dense,
      centralDifferences((x) => loss({ ...parameters, dense: Float64Array.from(x) }), parameters.dense),
      1e-7,
    );
    const row = gradients.table.touched[0]!;
    const found = gradients.table.values.subarray(0, D);
    const of = (x: Float64Array) => {
      const changed = parameters.table.slice();
      changed.set(x, row * D);
      return loss({ ...parameters, table: changed });
    };
    expectClose(found, centralDifferences(of, parameters.table.slice(row * D, (row + 1) * D)), 1e-7);
  });

  it('place a product with only an image vector near its text', () => {
    const set = trainingSet(products, tasteBaskets());
    /** Of 30 images the share that has its own text nearest. */
    const found = (modalityWeight: number) => {
      const { model: learned } = trained(set, quickConfig({ maxPairs: 6000, modalityWeight }));
      const { D } = learned.parameters;
      const texts = embedProducts(
        learned,
        products.map(({ id, title }) => ({ id: `new ${id}`, title: title! })),
      );
      const images = embedProducts(
        learned,
        products.map(({ id, vectors }) => ({ id: `new ${id}`, vectors: vectors! })),
      );
      const right = products.filter((_, i) => {
        const scores = products.map((_, j) =>
          images.subarray(i * D, (i + 1) * D).reduce((sum, x, d) => sum + x * texts[j * D + d]!, 0),
        );
        return scores.indexOf(Math.max(...scores)) === i;
      });
      return right.length / products.length;
    };
    expect(found(0)).toBeLessThan(0.3);
    expect(found(1)).toBeGreaterThan(0.8);
  });
});
