import { computeMean } from '../training/selection/validation.ts';
import type { SearchReport, TrialResult } from './search-report.ts';
import type { Trial } from './trial-settings.ts';

/** A trial and its results on the rungs so far. */
export interface TrialState {
  readonly trial: Trial;
  readonly results: TrialResult[];
  /**
   * (R): ndcg@10 of each validation row on the last rung; undefined before the first rung, and after a loss that is not
   * finite.
   */
  gains: Float64Array | undefined;
}

/** The mean ndcg@10 on the last rung; -1 for a failed trial, which is below all others. */
export function computeScore({ gains }: TrialState): number {
  return gains ? computeMean(gains) : -1;
}

export interface Choice extends Pick<SearchReport, 'lead' | 'verdict'> {
  readonly chosen: TrialState;
}

/**
 * Chooses the settings to train with. The best trial of the last rung must lead the given settings by more than the
 * standard error of the difference by row, because the best of many trials is partly luck (Breiman et al. 1984, section
 * 3.4.3, the one-standard-error rule).
 * @param last The given settings first, then the other trials that reached the last rung.
 */
export function chooseSettings([given, ...others]: readonly TrialState[]): Choice {
  const best = others.reduce<TrialState | undefined>(
    (one, other) => (one === undefined || computeScore(other) > computeScore(one) ? other : one),
    undefined,
  );
  if (best?.gains === undefined)
    return { chosen: given!, lead: null, verdict: 'the given settings are kept: no other trial finished' };
  if (given!.gains === undefined) return { chosen: best, lead: null, verdict: 'the given settings failed' };
  const lead = computeLead(best.gains, given!.gains);
  const isAhead = lead.difference > lead.standardError;
  const verdict = isAhead
    ? 'the best trial leads the given settings by more than the standard error'
    : 'the given settings are kept: no trial leads by more than the standard error';
  return { chosen: isAhead ? best : given!, lead, verdict };
}

function computeLead(a: Float64Array, b: Float64Array): NonNullable<SearchReport['lead']> {
  const differences = a.map((value, row) => value - b[row]!);
  const difference = computeMean(differences);
  const variance = computeMean(differences.map((one) => (one - difference) ** 2));
  return { difference, standardError: Math.sqrt(variance / Math.max(1, a.length - 1)) };
}
