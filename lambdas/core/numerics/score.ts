/** Scores are multiples of this: float32 vectors give a cosine no more precisely. */
export const SCORE_STEP = 1e-6;

const STEPS = 1 / SCORE_STEP;

/**
 * A cosine as a score: rounded to six decimals, in [-1, 1]. So equal vectors have the score 1 in every engine, however
 * its sum is rounded. NaN stays NaN.
 */
export function toScore(cosine: number): number {
  // + 0 makes 0 of -0.
  return Math.max(-1, Math.min(1, Math.round(cosine * STEPS) / STEPS)) + 0;
}
