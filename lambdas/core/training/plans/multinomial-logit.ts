import { portableExp, portableLog } from '../../numerics/portable-math.ts';

/** A choice among alternatives; the first alternative is the chosen one. */
export interface Choice {
  readonly alternatives: number;
  /** (alternatives) cosines per field. */
  readonly cosines: readonly Float64Array[];
}

export interface FittedLogit {
  /** (fields), with the same sum as the given shares. */
  readonly shares: readonly number[];
  /** Mean log-likelihood of the choices with the given and with the fitted shares, each at its best scale. */
  readonly before: number;
  readonly after: number;
  /** The factor of the shares in the logits. */
  readonly scale: number;
}

const STEPS = 150;
const RATE = 0.1;
/** The strength of the prior at the given shares, as a number of choices. */
const PRIOR_CHOICES = 10;
const START_SCALE = 10;

/**
 * Fits a multinomial logit (McFadden 1974) by maximum likelihood: P(first) = softmax(scale x sum over fields of share x
 * cosine). Shares and scale are on a logarithmic scale, with a normal prior at the given shares. The optimizer is Adam
 * on all choices. A field of which no alternative has a cosine keeps its share: choices of texts say nothing about the
 * categories of products.
 * @param given (fields) shares, each above 0.
 */
export function fitMultinomialLogit(choices: readonly Choice[], given: readonly number[]): FittedLogit {
  const start = portableLog(START_SCALE / sumOf(given));
  const before = maximizeLikelihood(choices, given, start, false);
  // From another scale than the best one, the prior could not hold the shares: all would move with the scale.
  const after = maximizeLikelihood(choices, given, before.logs[0]!, true);
  const isShown = given.map((_, f) => choices.some(({ cosines }) => cosines[f]!.some((cosine) => cosine !== 0)));
  const weights = given.map((share, f) => (isShown[f] ? share * portableExp(after.logs[f + 1]!) : 0));
  const ratio = sumOf(given.filter((_, f) => isShown[f])) / sumOf(weights);
  const shares = given.map((share, f) => (isShown[f] ? weights[f]! * ratio : share));
  const scale = portableExp(after.logs[0]!) / ratio;
  return { shares, before: before.likelihood, after: after.likelihood, scale };
}

/** How much the log-likelihood of all choices falls without a field, while the others keep their shares. */
export function computeGain(choices: readonly Choice[], { shares, scale }: FittedLogit, without: number): number {
  const weights = shares.map((share) => scale * share);
  const others = weights.map((weight, f) => (f === without ? 0 : weight));
  const probabilities = new Float64Array(countMostAlternatives(choices));
  const likelihood = (of: readonly number[], { alternatives, cosines }: Choice): number => {
    computeLogits(cosines, of, probabilities, alternatives);
    return applySoftmax(probabilities, alternatives);
  };
  return choices.reduce((sum, choice) => sum + likelihood(weights, choice) - likelihood(others, choice), 0);
}

function countMostAlternatives(choices: readonly Choice[]): number {
  return choices.reduce((most, { alternatives }) => Math.max(most, alternatives), 0);
}

/**
 * @param start The logarithm of the first scale.
 * @param sharesMove Whether the shares are fitted, or the scale alone.
 * @returns logs: the logarithm of the scale, then those of share / given share; likelihood: the mean log-likelihood
 */
function maximizeLikelihood(
  choices: readonly Choice[],
  given: readonly number[],
  start: number,
  sharesMove: boolean,
): { logs: Float64Array; likelihood: number } {
  const logs = new Float64Array(given.length + 1);
  logs[0] = start;
  const mean = new Float64Array(logs.length);
  const square = new Float64Array(logs.length);
  let likelihood = 0;
  for (let step = 0; step < STEPS; step++) {
    const slopes = new Float64Array(logs.length);
    likelihood = addSlopes(choices, given, logs, slopes);
    for (let k = 0; k < logs.length; k++) {
      if (k > 0 && !sharesMove) continue;
      const slope = slopes[k]! - (k > 0 ? (PRIOR_CHOICES / choices.length) * logs[k]! : 0);
      mean[k] = 0.9 * mean[k]! + 0.1 * slope;
      square[k] = 0.95 * square[k]! + 0.05 * slope * slope;
      logs[k]! += (RATE * (1 - step / STEPS) * mean[k]!) / (Math.sqrt(square[k]!) + 1e-9);
    }
  }
  return { logs, likelihood };
}

/** Adds the derivatives by the logs to `slopes`. @returns the mean log-likelihood */
function addSlopes(
  choices: readonly Choice[],
  given: readonly number[],
  logs: Float64Array,
  slopes: Float64Array,
): number {
  const scale = portableExp(logs[0]!);
  const weights = given.map((share, f) => scale * share * portableExp(logs[f + 1]!));
  const probabilities = new Float64Array(countMostAlternatives(choices));
  let likelihood = 0;
  for (const { alternatives, cosines } of choices) {
    computeLogits(cosines, weights, probabilities, alternatives);
    likelihood += applySoftmax(probabilities, alternatives) / choices.length;
    for (let f = 0; f < weights.length; f++) {
      const slope = (weights[f]! * slopeOf(cosines[f]!, probabilities, alternatives)) / choices.length;
      slopes[f + 1]! += slope;
      slopes[0]! += slope;
    }
  }
  return likelihood;
}

/** Writes the weighted sums of the cosines to the first `count` logits. */
function computeLogits(
  cosines: readonly Float64Array[],
  weights: readonly number[],
  logits: Float64Array,
  count: number,
): void {
  logits.fill(0, 0, count);
  for (let f = 0; f < weights.length; f++) {
    const [weight, ofField] = [weights[f]!, cosines[f]!];
    for (let a = 0; a < count; a++) logits[a]! += weight * ofField[a]!;
  }
}

/** The cosine of the chosen alternative minus the expected one. */
function slopeOf(cosines: Float64Array, probabilities: Float64Array, count: number): number {
  let slope = cosines[0]!;
  for (let a = 0; a < count; a++) slope -= probabilities[a]! * cosines[a]!;
  return slope;
}

/** Overwrites the first `count` logits with probabilities. @returns the logarithm of the first */
function applySoftmax(logits: Float64Array, count: number): number {
  let largest = -Infinity;
  for (let a = 0; a < count; a++) largest = Math.max(largest, logits[a]!);
  const first = logits[0]!;
  let sum = 0;
  for (let a = 0; a < count; a++) {
    const power = portableExp(logits[a]! - largest);
    logits[a] = power;
    sum += power;
  }
  for (let a = 0; a < count; a++) logits[a]! /= sum;
  return first - largest - portableLog(sum);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
