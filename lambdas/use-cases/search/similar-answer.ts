import { jsonPointer } from '../../core/errors/json-pointer.ts';
import type { SimilarProducts } from './similar-query.ts';

/** The answer to a search for what is like one product. Plain JSON. */
export function toSimilarAnswer({ neighbours, nextCursor, complete, unreadExamples: _, ...state }: SimilarProducts) {
  return { data: neighbours, nextCursor: nextCursor ?? null, ...state, ...(!complete && { complete }) };
}

/** The answer to a search by examples: those that were left out have their places in the body. Plain JSON. */
export function toQueryAnswer(found: SimilarProducts) {
  const unreadExamples = found.unreadExamples.map(({ path, ...reason }) => ({
    pointer: jsonPointer(path),
    ...reason,
  }));
  return { ...toSimilarAnswer(found), unreadExamples };
}
