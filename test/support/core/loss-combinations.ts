import { minerNames } from '../../../lambdas/core/miners/registry.ts';

/** A name for people and what it takes over the default training configuration. */
export interface LossCombination {
  readonly name: string;
  readonly overrides: Readonly<Record<string, unknown>> & { readonly loss: string };
}

const distances = ['squared-euclidean', 'euclidean', 'cosine'] as const;
const miners = ['none', ...minerNames] as const;

function combination(...parts: Readonly<Record<string, unknown>>[]): LossCombination {
  const overrides = Object.assign({ loss: '' }, ...parts);
  return { name: Object.values(overrides).join(' '), overrides };
}

const distanceOf = distances.map((distance) => ({ distance }));
const minerOf = miners.map((miner) => ({ miner }));
/** The cosine distance is half the squared Euclidean one on unit rows, and so is its margin. */
const marginFor = ({ distance }: { distance: string }, times = 1) => ({
  margin: times * (distance === 'cosine' ? 0.25 : 0.5),
});

/** Every loss with every distance, miner and kind of margin that it can be combined with. */
export const lossCombinations: readonly LossCombination[] = [
  combination({ loss: 'info-nce' }),
  { name: 'info-nce symmetric', overrides: { loss: 'info-nce', symmetric: true } },
  { name: 'info-nce with learned temperature', overrides: { loss: 'info-nce', learnTemperature: true } },
  combination({ loss: 'supervised-contrastive', temperature: 0.1 }),
  combination({ loss: 'n-pair', normalize: false }),
  ...minerOf.map((miner) => combination({ loss: 'circle', margin: 0.25 }, miner)),
  ...minerOf.map((miner) => combination({ loss: 'multi-similarity' }, miner)),
  ...distanceOf.flatMap((distance) => [
    ...minerOf.map((miner) => combination({ loss: 'contrastive' }, distance, miner, marginFor(distance, 2))),
    ...[marginFor(distance), { margin: 'soft' }].flatMap((margin) => [
      ...minerOf.map((miner) => combination({ loss: 'triplet' }, distance, miner, margin)),
      ...['batch-all', 'batch-hard', 'semi-hard'].map((loss) => combination({ loss }, distance, margin)),
    ]),
  ]),
];
