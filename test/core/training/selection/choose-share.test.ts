import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseShare, TRIED_SHARES } from '../../../../lambdas/core/training/selection/choose-share.ts';

/** The scores of twelve facts at each share: a mean, and noise that differs by fact and share. */
const scoresOf = (means: readonly number[], noise = 0.01) =>
  TRIED_SHARES.map((share, s) => ({
    share,
    ndcg: Float64Array.from({ length: 12 }, (_, fact) => means[s]! + (fact % 2 === 0 ? noise : -noise) * (s + 1)),
  }));

describe('chooseShare', () => {
  it.each([
    ['keeps all of the training where it is the best', [0.1, 0.2, 0.3, 0.4, 0.5], 1],
    ['keeps all of the training where nothing differs', [0.3, 0.3, 0.3, 0.3, 0.3], 1],
    ['keeps all of the training if the lead may be chance', [0.3, 0.3, 0.301, 0.3, 0.3], 1],
    ['keeps a part where more of the training is worse', [0.3, 0.4, 0.5, 0.4, 0.3], 0.5],
    ['keeps the larger of two shares that cannot be told apart', [0.3, 0.5, 0.501, 0.3, 0.2], 0.5],
    ['undoes training that harms', [0.5, 0.4, 0.3, 0.2, 0.1], 0],
  ])('%s', (_what, means, share) => {
    expect(chooseShare(scoresOf(means), 20, 'others')).toMatchObject({ share, facts: 12, questions: 20 });
  });

  it('says what was undone, with figures', () => {
    expect(chooseShare(scoresOf([0.5, 0.4, 0.3, 0.2, 0.1]), 20, 'others').verdict).toBe(
      'training changed nothing for the better: the weights before its first step stay (ndcg@10 0.5000 on 12 held-out facts, 0.1000 with all of the training)',
    );
    expect(chooseShare(scoresOf([0.3, 0.4, 0.5, 0.4, 0.3]), 20, 'others').verdict).toContain('a share of 0.5');
  });

  it('keeps all of the training if fewer than ten facts can decide', () => {
    const few = scoresOf([0.9, 0, 0, 0, 0]).map(({ share, ndcg }) => ({ share, ndcg: ndcg.subarray(0, 9) }));
    const choice = chooseShare(few, 9, 'matching');
    expect(choice).toMatchObject({ share: 1, tried: [], questions: 0 });
    expect(choice.verdict).toContain('9 held-out facts with further questions are too few');
  });

  it.each([
    ['1.645 standard errors', 'others', 1.645],
    ['one standard error in a matching', 'matching', 1],
    ['one standard error by searches left out of training', 'searches', 1],
  ] as const)(
    'follows its rule for any scores: the largest share that is not %s behind the best',
    (_what, asked, errors) => {
      const score = fc.double({ min: 0, max: 1, noNaN: true });
      const scores = fc.array(fc.array(score, { minLength: 10, maxLength: 10 }), { minLength: 5, maxLength: 5 });
      fc.assert(
        fc.property(scores, (all) => {
          const choice = chooseShare(
            all.map((ndcg, s) => ({ share: TRIED_SHARES[s]!, ndcg: Float64Array.from(ndcg) })),
            1,
            asked,
          );
          expect(choice.share).toBe(TRIED_SHARES[chooseByHand(all, errors)]);
        }),
      );
    },
  );
});

/** The rule again, in plain words. */
function chooseByHand(all: readonly (readonly number[])[], errors: number): number {
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const means = all.map(mean);
  let best = 0;
  for (let s = 1; s < all.length; s++) if (means[s]! >= means[best]!) best = s;
  for (let s = all.length - 1; ; s--) {
    const differences = all[best]!.map((one, fact) => one - all[s]![fact]!);
    const behind = mean(differences);
    const squares = differences.reduce((sum, one) => sum + (one - behind) ** 2, 0);
    if (behind <= errors * Math.sqrt(squares / differences.length / (differences.length - 1))) return s;
  }
}
