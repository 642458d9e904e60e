import { oneThread, type Threads } from '../../kernels/threads.ts';
import { computeCoOccurrence } from '../../likeness/co-occurrence.ts';
import { buildLikenessTargets } from '../../likeness/likeness-targets.ts';
import { isMatching } from '../../likeness/matching.ts';
import { findTextNeighbours } from '../../likeness/text-neighbours.ts';
import type { WeightedRows } from '../../likeness/weighted-rows.ts';
import type { Model } from '../../model/model.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { countRowsPerProduct, selectIdRows } from '../data/id-rows.ts';
import type { TrainingSet } from '../data/training-set.ts';
import { buildListwisePlan } from './build-listwise-plan.ts';
import { prepareModel } from './prepared-model.ts';
import type { Preparation, StepPlan } from './step-plan.ts';
import { tuneFields } from './tune-fields.ts';
import { tuneTextWeight } from './tune-text-weight.ts';

/** Products that an anchor is like by text, at most. */
const MAX_TEXT_NEIGHBOURS = 50;

/**
 * A run on lists: each anchor among all products, against the blend of company and text (losses/listwise.ts).
 * @param from The model to go on from; its fields weigh what they weigh.
 */
export function* prepareListwisePlan(
  set: TrainingSet,
  inputDim: number,
  config: TrainingConfig,
  threads: Threads = oneThread,
  from?: Model,
): Generator<Preparation, StepPlan, void> {
  yield 'tuning the field weights';
  const company = computeCoOccurrence(set.products.length, set);
  const fitsFields = config.encoder === 'bag' && config.tuneFields && from === undefined;
  const fields = fitsFields ? tuneFields(set, company, config) : null;
  yield 'reading the products';
  const features = { ...config.features, ...fields?.weights };
  const prepared = prepareModel(set.products, selectIdRows(set, config), inputDim, { ...config, features }, from);
  yield 'finding neighbours';
  const degrees = lengthsOf(company);
  // Products without company take no part: nothing is known against them, so they are no negatives either. In a matching all
  // that an anchor is not matched with is known to be unlike it. And where evidence is thin, what products say of
  // themselves is more reliable than what tokens learn: there those without company are found by their text.
  const hasCompany = Uint8Array.from(degrees, (degree) => Math.min(1, degree));
  const matching = isMatching(degrees);
  const occurrences = countRowsPerProduct(set);
  const share = matching ? 1 : shareByEvidence(occurrences, hasCompany);
  const alike = share < 1 ? new Uint8Array(hasCompany.length).fill(1) : hasCompany;
  const text = findTextNeighbours(prepared.inputs, MAX_TEXT_NEIGHBOURS, alike, hasCompany);
  yield 'tuning the text weight';
  const { textWeight, tried } = tuneTextWeight(set, text, config);
  const blend = [
    { rows: company, weight: 1 },
    { rows: text, weight: textWeight },
  ];
  return buildListwisePlan(
    prepared,
    {
      targets: buildLikenessTargets(blend, config.targetSharpness),
      anchorWeights: occurrences.map((rows, i) => (hasCompany[i] === 1 ? Math.sqrt(rows) : 0)),
      ...(matching && { negatives: new Uint8Array(set.products.length).fill(1) }),
    },
    {
      ...config,
      epochs: config.epochs * share * share,
      averageDecay: Math.max(config.averageDecay, share < 1 ? THIN_DECAY : 0),
    },
    { fields, textWeight, textWeightsTried: tried, matching, learningRateShare: share },
    threads,
  );
}

/** Where evidence is thin single steps are noisy, and the model is the average of about the last ten. */
const THIN_DECAY = 0.9;

/** Training rows of a product that is in any, on average, from which on the learning rate is taken in full. */
const FULL_EVIDENCE = 10;

/** Thin data is learnt by heart where steps are large or many: the fourth root of the rows a product, as a share of enough, in (0, 1]. */
function shareByEvidence(rows: Float64Array, hasCompany: Uint8Array): number {
  const products = hasCompany.reduce((sum, one) => sum + one, 0);
  const mean = rows.reduce((sum, one, i) => sum + (hasCompany[i] === 1 ? one : 0), 0) / Math.max(1, products);
  return Math.sqrt(Math.sqrt(Math.min(1, mean / FULL_EVIDENCE)));
}

/** (N): entries of each row. */
function lengthsOf({ offsets }: WeightedRows): Int32Array {
  return Int32Array.from({ length: offsets.length - 1 }, (_, i) => offsets[i + 1]! - offsets[i]!);
}
