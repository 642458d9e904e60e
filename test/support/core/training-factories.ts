import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { GroupRow, TrainingRow } from '../../../lambdas/core/catalog/training-row.ts';
import { buildTrainingConfig, type TrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import type { TrainingSet } from '../../../lambdas/core/training/data/training-set.ts';
import { TrainingSetBuilder } from '../../../lambdas/core/training/data/training-set-builder.ts';
import { trainModel } from '../../../lambdas/core/training/run/train-model.ts';
import type { TrainedModel } from '../../../lambdas/core/training/run/training-report.ts';

const COLOURS = ['red', 'green', 'blue', 'white', 'black'];
const THINGS = ['lamp', 'cup', 'chair', 'clock', 'rug', 'vase'];

/** 30 products, every colour of every thing. */
export function colouredThings(): Product[] {
  return THINGS.flatMap((thing, t) =>
    COLOURS.map((colour, c) => ({
      id: `${thing}-${colour}`,
      title: `${colour} ${thing}`,
      brand: `brand ${t % 3}`,
      price: 10 * (t + 1) + c,
      attributes: { colour, heavy: t > 2 },
    })),
  );
}

/** The hidden taste of the thing and colour: six products share each of five tastes, and no word of theirs tells it. */
export function tasteOf(id: string): number {
  const [thing, colour] = id.split('-') as [string, string];
  return (COLOURS.indexOf(colour) + 2 * THINGS.indexOf(thing)) % COLOURS.length;
}

/** The choices of three or four of the six products of a taste, as bits. */
const CHOICES = Array.from({ length: 64 }, (_, bits) => bits).filter((bits) => [3, 4].includes(countBits(bits)));

/**
 * 80 different baskets of one taste each: what is bought together has to be learnt, the words do not say it.
 */
export function tasteBaskets(): GroupRow[] {
  const ids = colouredThings().map((product) => product.id);
  return Array.from({ length: 80 }, (_, i) => {
    const alike = ids.filter((id) => tasteOf(id) === i % COLOURS.length);
    const bits = CHOICES[(8 * Math.floor(i / COLOURS.length) + i) % CHOICES.length]!;
    return { items: alike.filter((_id, place) => (bits >> place) % 2 === 1), kind: 'basket' as const };
  });
}

/** 280 different baskets: all choices of two to five of the six products of each taste. For tests that need much data. */
export function manyTasteBaskets(): GroupRow[] {
  const ids = colouredThings().map((product) => product.id);
  const choices = Array.from({ length: 64 }, (_, bits) => bits).filter((bits) =>
    [2, 3, 4, 5].includes(countBits(bits)),
  );
  return choices.flatMap((bits) =>
    COLOURS.map((_colour, taste) => ({
      items: ids.filter((id) => tasteOf(id) === taste).filter((_id, place) => (bits >> place) % 2 === 1),
      kind: 'basket' as const,
    })),
  );
}

function countBits(bits: number): number {
  return bits.toString(2).replaceAll('0', '').length;
}

export function trainingSet(products: readonly Product[], rows: readonly TrainingRow[]): TrainingSet {
  const builder = new TrainingSetBuilder(products);
  for (const row of rows) builder.add(row);
  return builder.build();
}

/** Weights for the tasteful things, of which no word is repeated in another field: their taste is in no word. */
export const tasteFeatures = { wordWeight: 0, attributeWeight: 1 };

/** A configuration for tests of the pairwise losses: small and quick. */
export function quickConfig({
  features = {},
  ...overrides
}: { features?: object } & Record<string, unknown> = {}): TrainingConfig {
  return buildTrainingConfig({
    dim: 16,
    maxPairs: 12_000,
    batchSize: 32,
    epochs: 100,
    learningRate: 0.02,
    identityDropout: 0,
    identityMinRows: 1,
    loss: 'info-nce',
    ...overrides,
    features: { ...tasteFeatures, ...features },
  });
}

/** Runs the training to its end. */
export function trained(set: TrainingSet, config: TrainingConfig): TrainedModel {
  const training = trainModel(set, config);
  for (;;) {
    const { done, value } = training.next();
    if (done) return value;
  }
}
