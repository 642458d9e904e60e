import { describe, expect, it } from 'vitest';
import { chooseSettings, computeScore, type TrialState } from '../../../lambdas/core/self-tuning/choose-settings.ts';

function state(gains: readonly number[] | undefined, name: number): TrialState {
  return {
    trial: { settings: { temperature: name }, weighting: 0 },
    results: [],
    gains: gains && Float64Array.from(gains),
  };
}

/** 100 rows; a share of them has a gain of 1. */
const rows = (share: number) => Array.from({ length: 100 }, (_, row) => (row < 100 * share ? 1 : 0));

describe('chooseSettings', () => {
  it('chooses the best trial when it leads the given settings by more than the standard error by row', () => {
    const [given, best] = [state(rows(0.5), 1), state(rows(0.6), 3)];
    const { chosen, lead, verdict } = chooseSettings([given, state(rows(0.4), 2), best]);
    expect(chosen).toBe(best);
    // 10 of 100 rows differ by 1: variance .1 x .9.
    expect(lead!.difference).toBeCloseTo(0.1, 12);
    expect(lead!.standardError).toBeCloseTo(Math.sqrt(0.09 / 99), 12);
    expect(verdict).toContain('leads');
  });

  it('chooses the given settings when the lead is within the standard error', () => {
    const given = state([...rows(0.5), 0], 1);
    const { chosen, lead } = chooseSettings([given, state([...rows(0.5), 1], 2)]);
    expect(lead!.difference).toBeGreaterThan(0);
    expect(lead!.difference).toBeLessThanOrEqual(lead!.standardError);
    expect(chosen).toBe(given);
  });

  it('chooses the given settings when the others are equal, missing or failed', () => {
    const given = state(rows(0.5), 1);
    expect(chooseSettings([given, state(rows(0.5), 2)]).chosen).toBe(given);
    expect(chooseSettings([given])).toMatchObject({ chosen: given, lead: null });
    expect(chooseSettings([given, state(undefined, 2)])).toMatchObject({ chosen: given, lead: null });
  });

  it('chooses the best other trial when the given settings failed', () => {
    const other = state(rows(0.1), 2);
    expect(chooseSettings([state(undefined, 1), other]).chosen).toBe(other);
    expect(computeScore(state(undefined, 1))).toBe(-1);
  });
});
