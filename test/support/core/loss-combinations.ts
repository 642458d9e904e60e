import { type LossName, losses, lossNames } from '../../../lambdas/core/losses/registry.ts';
import { minerNames } from '../../../lambdas/core/miners/registry.ts';

/** A name for people, and the overrides of the default training configuration. */
export interface LossCombination {
  readonly name: string;
  readonly overrides: Readonly<Record<string, unknown>> & { readonly loss: string };
}

type Overrides = Readonly<Record<string, unknown>>;

const distances: readonly Overrides[] = ['squared-euclidean', 'euclidean', 'cosine'].map((distance) => ({ distance }));
const miners: readonly Overrides[] = ['none', ...minerNames].map((miner) => ({ miner }));

/** Settings with which single losses are tested, because their defaults do not suit the small test data. */
const special: Partial<Record<LossName, Overrides>> = {
  'supervised-contrastive': { temperature: 0.1 },
  'n-pair': { normalize: false },
};

/** Further variants of InfoNCE. */
const variants: readonly LossCombination[] = [
  { name: 'info-nce symmetric', overrides: { loss: 'info-nce', symmetric: true } },
  { name: 'info-nce with learned temperature', overrides: { loss: 'info-nce', learnTemperature: true } },
];

/** The margins to test with a distance. The cosine distance is half the squared Euclidean one on unit rows, and so is its margin. */
function marginsOf(loss: LossName, distance: Overrides): readonly Overrides[] {
  const margin = distance.distance === 'cosine' ? 0.25 : 0.5;
  const kind = losses[loss].margin;
  if (kind === 'triplet') return [{ margin }, { margin: 'soft' }];
  if (kind === 'pair') return [{ margin: 2 * margin }];
  return kind === 'relaxation' ? [{ margin: 0.25 }] : [{}];
}

function combinationsOf(loss: LossName): LossCombination[] {
  const { reads } = losses[loss];
  const readDistances = reads.includes('distance') ? distances : [{}];
  const readMiners = reads.includes('miner') ? miners : [{}];
  return readDistances.flatMap((distance) =>
    readMiners.flatMap((miner) =>
      marginsOf(loss, distance).map((margin) => {
        const overrides = { loss, ...distance, ...miner, ...margin, ...special[loss] };
        return { name: Object.values(overrides).join(' '), overrides };
      }),
    ),
  );
}

/** Every loss of pairs or labelled rows in the registry, with every distance, miner and kind of margin that it reads. */
export const lossCombinations: readonly LossCombination[] = [
  ...lossNames.filter((loss) => losses[loss].ofLists === undefined).flatMap(combinationsOf),
  ...variants,
];
