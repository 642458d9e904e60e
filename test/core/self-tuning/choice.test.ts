import { describe, expect, it } from 'vitest';
import { chooseSettings, computeScore, type TrialState } from '../../../lambdas/core/self-tuning/choice.ts';

function runner(gains: readonly number[] | undefined, name: number): TrialState {
  return {
    trial: { settings: { temperature: name }, weighting: 0 },
    results: [],
    gains: gains && Float64Array.from(gains),
  };
}

/** 100 rows, of which a share has a gain of 1. */
const rows = (share: number) => Array.from({ length: 100 }, (_, row) => (row < 100 * share ? 1 : 0));

describe('the choice among trials', () => {
  it('is the best where it leads the given settings by more than the standard error by row', () => {
    const [given, best] = [runner(rows(0.5), 1), runner(rows(0.6), 3)];
    const { chosen, lead, verdict } = chooseSettings([given, runner(rows(0.4), 2), best]);
    expect(chosen).toBe(best);
    // 10 of 100 rows differ by 1: variance .1 x .9.
    expect(lead!.difference).toBeCloseTo(0.1, 12);
    expect(lead!.standardError).toBeCloseTo(Math.sqrt(0.09 / 99), 12);
    expect(verdict).toContain('leads');
  });

  it('is the given settings where the lead is within the standard error', () => {
    const given = runner([...rows(0.5), 0], 1);
    const { chosen, lead } = chooseSettings([given, runner([...rows(0.5), 1], 2)]);
    expect(lead!.difference).toBeGreaterThan(0);
    expect(lead!.difference).toBeLessThanOrEqual(lead!.standardError);
    expect(chosen).toBe(given);
  });

  it('is the given settings where they are equal, alone, or the others failed', () => {
    const given = runner(rows(0.5), 1);
    expect(chooseSettings([given, runner(rows(0.5), 2)]).chosen).toBe(given);
    expect(chooseSettings([given])).toMatchObject({ chosen: given, lead: null });
    expect(chooseSettings([given, runner(undefined, 2)])).toMatchObject({ chosen: given, lead: null });
  });

  it('is the best other where the given settings failed', () => {
    const other = runner(rows(0.1), 2);
    expect(chooseSettings([runner(undefined, 1), other]).chosen).toBe(other);
    expect(computeScore(runner(undefined, 1))).toBe(-1);
  });
});
