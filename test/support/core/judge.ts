import { judgeRows } from '../../../lambdas/core/evaluation/judge-rows.ts';
import { type JudgeInput, planJudging } from '../../../lambdas/core/evaluation/judging-plan.ts';
import type { Scorer } from '../../../lambdas/core/evaluation/scorers/scorer.ts';
import { type JudgeReport, summarizeBySlice } from '../../../lambdas/core/evaluation/slice-report.ts';
import { groupByOwnSlice } from '../../../lambdas/core/evaluation/slices.ts';

/** Judges one scorer by the slices that the rows name. */
export function judge(input: JudgeInput, scorer: Scorer): JudgeReport {
  const plan = planJudging(input);
  return summarizeBySlice(plan, judgeRows(plan, scorer), groupByOwnSlice(plan));
}
