import { portableLog } from '../../numerics/portable-math.ts';
import { compareWeights } from './compare-weights.ts';
import type { Choice } from './multinomial-logit.ts';

/** A choice among products. */
export interface ChoiceOfProducts extends Choice {
  /** (alternatives): their rows. */
  readonly rows: readonly number[];
}

/** A given vector among the fields of choices. */
interface VectorOfChoices {
  /** The place of its cosines among the fields. */
  readonly field: number;
  /** Its weight, by the logit. */
  readonly weight: number;
  readonly hasVector: (row: number) => boolean;
}

/** The parts of its weight that are compared. */
const TRIED_PARTS = [1, 0.7, 0.5, 0.35, 0.25, 0] as const;

/**
 * Chooses for each given vector which part of its weight ranks the chosen products best: by the cosine that embeddings
 * have, in which a product without the vector is shorter. A logit adds up cosines without lengths, and gains by sure
 * answers, not by their ranks. Where vectors of a part of the products say little, many parts rank as well within chance:
 * those not behind the best by a standard error. The middle of them is far from both ways to be wrong.
 * @param shares (fields): those of tokens, whose cosine is that of words, have the sum `tokens`.
 * @returns the weights of the vectors
 */
export function chooseByRank(
  choices: readonly ChoiceOfProducts[],
  shares: readonly number[],
  vectors: readonly VectorOfChoices[],
): number[] {
  const weights = vectors.map(({ weight }) => weight);
  const isVector = new Set(vectors.map(({ field }) => field));
  const ofTokens = shares.map((share, f) => (isVector.has(f) ? 0 : share));
  const sum = ofTokens.reduce((total, share) => total + share, 0) || 1;
  const texts = choices.map((choice) => addCosines(choice, (f) => ofTokens[f]! / sum));
  const equal = new Float64Array(choices.length).fill(1);
  vectors.forEach(({ weight }, v) => {
    if (weight === 0) return;
    const gains = TRIED_PARTS.map((part) => {
      const tried = weights.with(v, part * weight);
      return Float64Array.from(choices, (choice, c) => gainOf(choice, texts[c]!, vectors, tried));
    });
    const compared = compareWeights(TRIED_PARTS, gains, equal);
    const good = compared.filter(({ behind, standardError }) => behind <= standardError);
    weights[v] = (weight * (good[0]!.textWeight + good.at(-1)!.textWeight)) / 2;
  });
  return weights;
}

/** The discounted gain of the first alternative, by its rank among all. Equal ones share their ranks. */
function gainOf(
  { rows, cosines, alternatives }: ChoiceOfProducts,
  text: Float64Array,
  vectors: readonly VectorOfChoices[],
  weights: readonly number[],
): number {
  const scoreOf = (a: number): number => {
    let [score, squares] = [text[a]!, 1];
    vectors.forEach(({ field, hasVector }, v) => {
      const square = weights[v]! ** 2;
      score += square * cosines[field]![a]!;
      if (hasVector(rows[a]!)) squares += square;
    });
    return score / Math.sqrt(squares);
  };
  const own = scoreOf(0);
  let rank = 1;
  for (let a = 1; a < alternatives; a++) {
    const other = scoreOf(a);
    if (other >= own) rank += other > own ? 1 : 0.5;
  }
  return portableLog(2) / portableLog(1 + rank);
}

/** The weighted sum of the cosines of the fields, by alternative. */
function addCosines({ cosines, alternatives }: ChoiceOfProducts, weightOf: (field: number) => number): Float64Array {
  const sums = new Float64Array(alternatives);
  cosines.forEach((of, f) => {
    const weight = weightOf(f);
    if (weight > 0) for (let a = 0; a < alternatives; a++) sums[a]! += weight * of[a]!;
  });
  return sums;
}
