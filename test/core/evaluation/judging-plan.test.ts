import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planJudging } from '../../../lambdas/core/evaluation/judging-plan.ts';
import { judge } from '../../support/core/judge.ts';

const ids = Array.from({ length: 20 }, (_, i) => (i < 15 ? `a${i}` : `b${i}`));
const someIds = fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 18 });

describe('planJudging', () => {
  it('draws triplets of relevant and irrelevant candidates that are not masked', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ids), someIds, someIds, (query, relevant, mask) => {
        const { rows } = planJudging({ ids, rows: [{ query, relevant, mask }], candidateIdPrefix: 'a' });
        const masked = new Set([query, ...mask]);
        const ranked = relevant.filter((id) => id.startsWith('a') && !masked.has(id));
        expect(rows.map((row) => [...row.relevant].map((one) => ids[one]))).toEqual(ranked.length > 0 ? [ranked] : []);
        const triplets = [...(rows[0]?.triplets ?? [])].map((row) => ids[row]!);
        for (const [at, id] of triplets.entries()) {
          expect(id.startsWith('a') && !masked.has(id)).toBe(true);
          expect(relevant.includes(id)).toBe(at % 2 === 0);
        }
        expect(new Set(triplets.filter((_, at) => at % 2 === 0)).size).toBe(triplets.length / 2);
      }),
    );
  });

  it('returns the same plan every time', () => {
    const rows = ids.map((query, i) => ({ query, relevant: [ids[(i + 1) % ids.length]!] }));
    expect(planJudging({ ids, rows })).toEqual(planJudging({ ids, rows }));
  });

  it('draws no triplet when only the query and the relevant product exist', () => {
    const input = { ids: ['a', 'b'], rows: [{ query: 'a', relevant: ['b'] }] };
    expect([...planJudging(input).rows[0]!.triplets]).toEqual([]);
    expect(judge(input, () => Float64Array.of(0, 1)).all).not.toHaveProperty('tripletAccuracy');
  });
});

describe('tripletAccuracy', () => {
  const rows = ids.slice(1).map((relevant) => ({ query: 'a0', relevant: [relevant] }));
  const accuracy = (score: (id: number) => number) =>
    judge({ ids, rows }, () => Float64Array.from(ids.keys(), score)).all!.tripletAccuracy;

  it('is 0.5 for constant scores and 0 for NaN', () => {
    expect(accuracy(() => 7)).toBe(0.5);
    expect(accuracy(() => Number.NaN)).toBe(0);
  });

  it('is 1 when relevant products score higher, and 0 when they score lower', () => {
    const ofOne = (sign: number) =>
      judge({ ids, rows: [{ query: 'a0', relevant: ['a1', 'a2'] }] }, () =>
        Float64Array.from(ids.keys(), (row) => (row === 1 || row === 2 ? sign : 0)),
      ).all!.tripletAccuracy;
    expect(ofOne(1)).toBe(1);
    expect(ofOne(-1)).toBe(0);
  });
});
