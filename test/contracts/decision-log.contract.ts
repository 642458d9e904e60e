import { describe, expect, it } from 'vitest';
import type { Decision, DecisionLog } from '../../lambdas/ports/decision-log.ts';
import { secondOf } from './samples.ts';

function decision(step: number, overrides: Partial<Decision> = {}): Decision {
  return {
    version: 'm-1',
    at: secondOf(step),
    decision: 'held',
    by: 'gate',
    why: 'recall@10 is 0.1, tf-idf has 0.2',
    figures: { all: { 'recall@10': 0.1 } },
    ...overrides,
  };
}

/** The tests that every decision log must pass. @param makeLog An empty log. */
export function describeDecisionLog(name: string, makeLog: () => Promise<DecisionLog>): void {
  describe(`${name} as a DecisionLog`, () => {
    it('returns the decisions about a version, the oldest first', async () => {
      const log = await makeLog();
      await log.record(decision(2, { decision: 'override', by: 'ann', why: 'the sale begins' }));
      await log.record(decision(1));
      await log.record(decision(3, { version: 'm-2' }));
      expect(await log.of('m-1')).toEqual([
        decision(1),
        decision(2, { decision: 'override', by: 'ann', why: 'the sale begins' }),
      ]);
      expect(await log.of('m-3')).toEqual([]);
    });

    it('stores a decision once when it is recorded twice', async () => {
      const log = await makeLog();
      await log.record(decision(1));
      await log.record(decision(1));
      expect(await log.of('m-1')).toEqual([decision(1)]);
    });
  });
}
