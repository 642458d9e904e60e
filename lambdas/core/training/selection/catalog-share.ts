import type { TrainingConfig } from '../config/training-config.ts';
import { keepAll, keepConfigured, type ShareChoice } from './choose-share.ts';

/**
 * The share of the training that stays on a catalog alone. A little of it brings products of one kind together; all of
 * it makes offers too alike to tell them apart (docs/design/learning.md).
 */
const CATALOG_SHARE = 0.25;

/**
 * The share of a run on the catalog alone. No row can decide, and what training has seen together cannot be asked for.
 * So without a configured share it is always the same.
 */
export function chooseCatalogShare({ trainedShare }: Pick<TrainingConfig, 'trainedShare'>): ShareChoice {
  if (trainedShare !== 'chosen') return keepConfigured(trainedShare);
  const verdict = `a share of ${CATALOG_SHARE} of the training stays, as always on the catalog alone`;
  return { ...keepAll(''), share: CATALOG_SHARE, verdict };
}
