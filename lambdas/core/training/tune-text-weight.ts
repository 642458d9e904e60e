import { portableLog } from '../kernels/portable-math.ts';
import { companyOf } from '../likeness/company.ts';
import { likenessTargets } from '../likeness/likeness-targets.ts';
import type { WeightedRows } from '../likeness/weighted-rows.ts';
import { CounterRandom } from '../random.ts';
import { PairSampler } from './pair-sampler.ts';
import type { TrainingConfig } from './training-config.ts';
import type { TrainingSet } from './training-set.ts';

/** What is tried; the first is taken where the data cannot tell. */
const TEXT_WEIGHTS = [0.05, 0.2, 0.1, 0.02, 0.01, 0.4];
/** Share of the rows that the company is not told of, and pairs drawn of them. */
const UNSEEN = 0.2;
const PAIRS = 4000;
/** Chance of any product, that a target distribution says nothing of. */
const FLOOR = 0.05;

export interface TunedTextWeight {
  readonly textWeight: number;
  readonly tried: readonly { readonly textWeight: number; readonly logLikelihood: number }[];
}

/**
 * What text should weigh in the targets: of four fifths of the rows the company is counted, and the weight is taken under
 * which the targets give the pairs of the other fifth the greatest likelihood. No training is needed, and no row outside of it.
 */
export function tuneTextWeight(set: TrainingSet, text: WeightedRows, config: TrainingConfig): TunedTextWeight {
  if (config.targetTextWeight !== 'tuned') return { textWeight: config.targetTextWeight, tried: [] };
  const random = new CounterRandom(config.seed, 'text weight');
  const isSeen = [...set.pairs, ...set.groups].map(() => random.uniform() >= UNSEEN);
  const part = (seen: boolean): TrainingSet => ({
    ...set,
    pairs: set.pairs.filter((_, i) => isSeen[i] === seen),
    groups: set.groups.filter((_, i) => isSeen[set.pairs.length + i] === seen),
  });
  const unseen = new PairSampler(part(false), config.sessionWindow);
  if (unseen.pairs === 0) return { textWeight: TEXT_WEIGHTS[0]!, tried: [] };
  const { anchors, positives } = unseen.draw(PAIRS, random);
  const company = companyOf(set.products.length, part(true));
  const tried = TEXT_WEIGHTS.map((textWeight) => {
    const targets = likenessTargets(
      [
        { rows: company, weight: 1 },
        { rows: text, weight: textWeight },
      ],
      config.targetSharpness,
    );
    let sum = 0;
    for (let i = 0; i < PAIRS; i++) {
      const chance = chanceOf(targets, anchors[i]!, positives[i]!);
      sum += portableLog((1 - FLOOR) * chance + FLOOR / set.products.length);
    }
    return { textWeight, logLikelihood: sum / PAIRS };
  });
  const best = tried.reduce((first, one) => (one.logLikelihood > first.logLikelihood ? one : first));
  return { textWeight: best.textWeight, tried };
}

function chanceOf({ offsets, columns, weights }: WeightedRows, anchor: number, positive: number): number {
  for (let t = offsets[anchor]!; t < offsets[anchor + 1]!; t++) if (columns[t] === positive) return weights[t]!;
  return 0;
}
