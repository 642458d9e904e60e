import { expect, it } from 'vitest';
import { searchPages } from '../../bin/searching/search-pages.ts';
import type { SimilarRequest } from '../../lib/client/generated/schemas.ts';

/** A search with so many products; the cursor is the rank of the last one. */
function searchOf(found: number) {
  const asked: SimilarRequest[] = [];
  const ask = async (request: SimilarRequest) => {
    asked.push(request);
    const start = Number(request.cursor ?? 0);
    const end = Math.min(found, start + request.limit!);
    const data = Array.from({ length: end - start }, (_, i) => ({
      id: `p${start + i}`,
      score: 1,
      rank: start + i + 1,
    }));
    const state = { totalCandidates: found, modelVersion: 'm-1', asOf: '2026-01-01T00:00:00Z', stale: false };
    return { data, nextCursor: end < found ? String(end) : null, ...state };
  };
  return { ask, limits: () => asked.map(({ limit, cursor }) => [limit, cursor]) };
}

it.each([
  [
    250,
    230,
    [
      [100, undefined],
      [100, '100'],
      [30, '200'],
    ],
    230,
    '230',
  ],
  [
    250,
    1000,
    [
      [100, undefined],
      [100, '100'],
      [100, '200'],
    ],
    250,
    null,
  ],
  [100, 100, [[100, undefined]], 100, null],
  [0, 10, [[10, undefined]], 0, null],
] as const)('of %i products, %i are asked for in pages', async (found, count, limits, length, nextCursor) => {
  const search = searchOf(found);
  const answer = await searchPages(search.ask, { positive: ['a'], facets: ['brand'] }, count);
  expect(search.limits()).toEqual(limits);
  expect(answer.data.map(({ rank }) => rank)).toEqual(Array.from({ length }, (_, i) => i + 1));
  expect([answer.nextCursor, answer.totalCandidates]).toEqual([nextCursor, found]);
});
