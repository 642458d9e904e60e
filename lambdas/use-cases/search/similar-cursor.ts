import { hashText } from '../../core/numerics/random.ts';
import type { RankedPlace } from '../../core/search/search-exact.ts';
import { UseCaseError } from '../common/use-case-error.ts';

/** The listing that a cursor belongs to: the searched version and the request. */
export interface SimilarListing {
  readonly modelVersion: string;
  /** All parameters of the request except limit and cursor: plain JSON. */
  readonly request: unknown;
}

/** @returns an opaque cursor that ends in a check value */
export function writeSimilarCursor(listing: SimilarListing, { id, score, rank }: RankedPlace): string {
  const parts = [listing.modelVersion, requestHash(listing), score, rank, id];
  return Buffer.from(JSON.stringify([...parts, hashText(JSON.stringify(parts))])).toString('base64url');
}

/**
 * @throws UseCaseError `invalid-cursor` if the cursor is not from this listing, `cursor-expired` if another version has gone
 * live since
 */
export function readSimilarCursor(cursor: string, listing: SimilarListing): RankedPlace {
  const [modelVersion, hash, score, rank, id, check] = parseCursor(cursor);
  const isWhole = check === hashText(JSON.stringify([modelVersion, hash, score, rank, id]));
  const isPlace = typeof score === 'number' && typeof rank === 'number' && typeof id === 'string';
  if (!isWhole || !isPlace || hash !== requestHash(listing)) {
    throw new UseCaseError(
      'invalid-cursor',
      'the cursor is not from this search: use the nextCursor of the page before, with the same parameters',
    );
  }
  if (modelVersion === listing.modelVersion) return { id, score, rank };
  throw new UseCaseError(
    'cursor-expired',
    `the cursor is from model version ${modelVersion}, but ${listing.modelVersion} is live now: start at the first page`,
  );
}

function requestHash({ request }: SimilarListing): number {
  return hashText(JSON.stringify(request));
}

function parseCursor(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
