import { describe, expect, it } from 'vitest';
import { findWarnings } from '../../../lambdas/core/watchdog/training-warnings.ts';
import { at, healthy, runOf, start } from '../../support/core/embedding-checks.ts';

describe('findWarnings', () => {
  it.each([
    ['few-active-triplets', { activeShare: 0 }],
    ['low-rank', { rankMeCentred: 1 }],
    ['dead-dimensions', { deadDimensions: 4 }],
  ])('reports %s', (code, seen) => {
    expect(findWarnings([start, at(10, seen)], runOf()).map((one) => one.code)).toEqual([code]);
    expect(findWarnings([start, healthy], runOf())).toEqual([]);
  });

  it('reports a loss that stays at the loss of chance, and not one that falls to it', () => {
    const stuck = at(20, { loss: Math.log(64) });
    expect(findWarnings([start, at(10, { loss: 4.16 }), stuck], runOf()).map((one) => one.code)).toEqual([
      'no-progress',
    ]);
    expect(findWarnings([start, at(10, { loss: 5 }), stuck], runOf())).toEqual([]);
  });
});
