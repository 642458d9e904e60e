import { judgeRows } from './judge-rows.ts';
import type { JudgingPlan } from './judging-plan.ts';
import type { CoOccurrenceCounts } from './scorers/co-occurrence-counts.ts';
import { normalizeCounts } from './scorers/item-knn-scorer.ts';
import type { Scorer } from './scorers/scorer.ts';
import type { BlendSettings } from './tuned-report.ts';

const SHRINKAGES = [5, 20, 50] as const;
const POPULARITY_POWERS = [0.5, 0.3] as const;
const TEXT_WEIGHTS = [0, 0.02, 0.05, 0.1, 0.3, 1, 3] as const;

/** The settings that are tried. */
export const BLENDS: readonly BlendSettings[] = SHRINKAGES.flatMap((shrinkage) =>
  POPULARITY_POWERS.flatMap((popularityPower) =>
    TEXT_WEIGHTS.map((textWeight) => ({ shrinkage, popularityPower, textWeight })),
  ),
);

/**
 * Chooses the blend of item-kNN and TF-IDF with the highest mean ndcg@10; of equal ones the first that is tried.
 * Counts and text are computed once for each row, because they cost more than their sum.
 */
export function chooseBlend(plan: JudgingPlan, counts: CoOccurrenceCounts, text: Scorer): BlendSettings {
  const { rowCounts } = counts;
  const [together, scores] = [new Float64Array(rowCounts.length), new Float64Array(rowCounts.length)];
  const sums = new Float64Array(BLENDS.length);
  for (const row of plan.rows) {
    counts.writeCounts(row.query, together);
    const textScores = text(row.query);
    BLENDS.forEach((blend, b) => {
      scores.set(together);
      normalizeCounts(scores, row.query, rowCounts, blend);
      for (let i = 0; i < scores.length; i++) scores[i]! += blend.textWeight * textScores[i]!;
      sums[b]! += judgeRows({ ...plan, rows: [row] }, () => scores).metrics['ndcg@10'][0]!;
    });
  }
  return BLENDS[sums.indexOf(Math.max(...sums))]!;
}
