import { hashText } from '../../core/numerics/random.ts';
import { UseCaseError } from '../common/use-case-error.ts';

/** Where a listing of similar products stands: after this neighbour. */
export interface SimilarPosition {
  readonly id: string;
  readonly score: number;
  /** Neighbours given so far, at least 1. */
  readonly shown: number;
}

/** What a cursor holds for: the version that was searched, and what was asked for. */
export interface SimilarListing {
  readonly modelVersion: string;
  /** Everything of the request but its limit and its cursor, as JSON. */
  readonly request: unknown;
}

/** An opaque cursor. */
export function writeSimilarCursor(listing: SimilarListing, { id, score, shown }: SimilarPosition): string {
  const parts = [listing.modelVersion, requestHash(listing), score, shown, id];
  return Buffer.from(JSON.stringify([...parts, hashText(JSON.stringify(parts))])).toString('base64url');
}

/**
 * @throws UseCaseError `invalid-cursor` when it is not one that this listing gave, `cursor-expired` when another version is
 * served since
 */
export function readSimilarCursor(cursor: string, listing: SimilarListing): SimilarPosition {
  const [modelVersion, hash, score, shown, id, check] = parsed(cursor);
  const isWhole = check === hashText(JSON.stringify([modelVersion, hash, score, shown, id]));
  const isPosition = typeof score === 'number' && typeof shown === 'number' && typeof id === 'string';
  if (!isWhole || !isPosition || hash !== requestHash(listing)) {
    throw new UseCaseError('invalid-cursor', 'cursor is not one that this search gave');
  }
  if (modelVersion === listing.modelVersion) return { id, score, shown };
  throw new UseCaseError(
    'cursor-expired',
    `cursor is of model version ${modelVersion}, ${listing.modelVersion} is live`,
  );
}

function requestHash({ request }: SimilarListing): number {
  return hashText(JSON.stringify(request));
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
