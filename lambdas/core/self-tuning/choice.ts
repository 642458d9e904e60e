import { computeMean } from '../training/selection/validation.ts';
import type { SearchReport, TrialResult } from './search-report.ts';
import type { Trial } from './trial-settings.ts';

/** A trial, and how it did on the rungs that it has been on. */
export interface TrialState {
  readonly trial: Trial;
  readonly results: TrialResult[];
  /** (R): ndcg@10 of each validation row on the last of them; undefined when a loss was not finite, and before the first. */
  gains: Float64Array | undefined;
}

/** The mean gain on the last rung; below all others for a trial that failed. */
export function computeScore({ gains }: TrialState): number {
  return gains ? computeMean(gains) : -1;
}

export interface Choice extends Pick<SearchReport, 'lead' | 'verdict'> {
  readonly chosen: TrialState;
}

/**
 * What is trained with: the best of the last rung, but only where it leads the given settings by more than the standard error of
 * the difference by row (Breiman et al. 1984, section 3.4.3, the one-standard-error rule): the best of many is partly luck.
 * @param last The given settings, and what else has come to the last rung.
 */
export function chooseSettings([given, ...others]: readonly TrialState[]): Choice {
  const best = others.reduce<TrialState | undefined>(
    (one, other) => (one === undefined || computeScore(other) > computeScore(one) ? other : one),
    undefined,
  );
  if (best?.gains === undefined)
    return { chosen: given!, lead: null, verdict: 'given settings kept: no other came to the end' };
  if (given!.gains === undefined) return { chosen: best, lead: null, verdict: 'given settings failed' };
  const lead = leadOf(best.gains, given!.gains);
  const isAhead = lead.difference > lead.standardError;
  const verdict = isAhead
    ? 'the best other leads by more than the standard error'
    : 'given settings kept: no other leads by more than the standard error';
  return { chosen: isAhead ? best : given!, lead, verdict };
}

function leadOf(a: Float64Array, b: Float64Array): NonNullable<SearchReport['lead']> {
  const differences = a.map((value, row) => value - b[row]!);
  const difference = computeMean(differences);
  const variance = computeMean(differences.map((one) => (one - difference) ** 2));
  return { difference, standardError: Math.sqrt(variance / Math.max(1, a.length - 1)) };
}
