import { hashText } from '../../core/numerics/random.ts';
import { UseCaseError } from '../common/use-case-error.ts';

/** The listing that a cursor belongs to: the searched version and the request. */
export interface SimilarListing {
  readonly modelVersion: string;
  /** All parameters of the request except limit, cursor and include: plain JSON. */
  readonly request: unknown;
}

/** Where a page ended, in the form of its ranking. Plain JSON. */
type Place = readonly unknown[];

/** @returns an opaque cursor that ends in a check value */
export function writeSimilarCursor(listing: SimilarListing, place: Place): string {
  const parts = [listing.modelVersion, requestHash(listing), ...place];
  return Buffer.from(JSON.stringify([...parts, hashText(JSON.stringify(parts))])).toString('base64url');
}

/**
 * @param isPlace Whether a place has the form of the ranking.
 * @throws UseCaseError `invalid-cursor` if the cursor is not from this listing, `cursor-expired` if another version has gone
 * live since
 */
export function readSimilarCursor<Of extends Place>(
  cursor: string,
  listing: SimilarListing,
  isPlace: (place: Place) => place is Of,
): Of {
  const parts = parseCursor(cursor);
  const [modelVersion, hash, ...place] = parts.slice(0, -1);
  const isWhole = parts.at(-1) === hashText(JSON.stringify(parts.slice(0, -1)));
  if (!isWhole || !isPlace(place) || hash !== requestHash(listing)) {
    throw new UseCaseError(
      'invalid-cursor',
      'the cursor is not from this search: use the nextCursor of the page before, with the same parameters',
    );
  }
  if (modelVersion === listing.modelVersion) return place;
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
