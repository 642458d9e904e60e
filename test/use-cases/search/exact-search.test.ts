import { describe, expect, it } from 'vitest';
import type { ServedIndex } from '../../../lambdas/ports/similar-search.ts';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import { UseCaseError } from '../../../lambdas/use-cases/common/use-case-error.ts';
import { prepareSearch } from '../../../lambdas/use-cases/search/exact-search.ts';
import { TestClock } from '../../support/core/factories.ts';

/** Prepares a search that fails so many times, each after 2 seconds. @returns how often it was asked, and the warnings */
async function prepared(failures: number, failure: Error) {
  const clock = new TestClock();
  const warnings: unknown[] = [];
  let asked = 0;
  const live = async (): Promise<ServedIndex | undefined> => {
    clock.advance(2);
    if (asked++ < failures) throw failure;
    return undefined;
  };
  await prepareSearch({ search: { live }, clock, onWarning: (cause) => warnings.push(cause) });
  return { asked, warnings };
}

describe('an environment that starts in advance', () => {
  const loading = new UseCaseError('index-loading', 'the vectors of m-1 are still being read');

  it('reads the index until it can be served, however often it is not ready', async () => {
    expect(await prepared(0, loading)).toEqual({ asked: 1, warnings: [] });
    expect(await prepared(40, loading)).toEqual({ asked: 41, warnings: [] });
  });

  it('leaves the rest to the first request after 100 seconds: Lambda ends a start that takes longer than 130', async () => {
    expect(await prepared(1000, loading)).toEqual({ asked: 50, warnings: [loading] });
  });

  it('starts also while a store does not answer', async () => {
    const unavailable = new StoreError('unavailable', 'DynamoDB does not answer');
    expect(await prepared(1000, unavailable)).toEqual({ asked: 1, warnings: [unavailable] });
  });
});
