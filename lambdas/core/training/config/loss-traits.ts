import type { MinerName } from '../../miners/miner.ts';

export const lossNames = [
  'listwise',
  'info-nce',
  'triplet',
  'contrastive',
  'batch-all',
  'batch-hard',
  'semi-hard',
  'supervised-contrastive',
  'n-pair',
  'circle',
  'multi-similarity',
] as const;
export type LossName = (typeof lossNames)[number];

/** The losses that are taken over labelled rows, not over anchors and candidates; the triplet loss when it has a miner. */
export type LabelledLossName = Exclude<LossName, 'listwise' | 'info-nce' | 'n-pair'>;

/** What a loss can be combined with. */
export interface LossTraits {
  readonly takesMiner: boolean;
  readonly takesSoftMargin: boolean;
}

const fixed: LossTraits = { takesMiner: false, takesSoftMargin: false };
const softTriplet: LossTraits = { takesMiner: false, takesSoftMargin: true };
const ofPairs: LossTraits = { takesMiner: true, takesSoftMargin: false };

export const lossTraits: Readonly<Record<LossName, LossTraits>> = {
  listwise: fixed,
  'info-nce': fixed,
  triplet: { takesMiner: true, takesSoftMargin: true },
  contrastive: ofPairs,
  'batch-all': softTriplet,
  'batch-hard': softTriplet,
  'semi-hard': softTriplet,
  'supervised-contrastive': fixed,
  'n-pair': fixed,
  circle: ofPairs,
  'multi-similarity': ofPairs,
};

/** The loss, if it is a function of all the distances between the labelled rows of a batch. */
export function labelledLossOf(loss: LossName, miner: MinerName | 'none'): LabelledLossName | undefined {
  if (loss === 'listwise' || loss === 'info-nce' || loss === 'n-pair') return undefined;
  return loss === 'triplet' && miner === 'none' ? undefined : loss;
}
