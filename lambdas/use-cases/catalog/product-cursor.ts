import { hashText } from '../../core/numerics/random.ts';
import type { Filter } from '../../core/search/filter.ts';
import type { CatalogPlace } from '../../ports/product-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';

/** An opaque cursor of a list of products, which ends in a check value. Only the same filter continues from it. */
export function writeProductCursor({ id, record }: CatalogPlace, filter: Filter | undefined): string {
  const place = [id, record ?? null] as const;
  return Buffer.from(JSON.stringify([...place, checkValue(place, filter)])).toString('base64url');
}

/** @throws UseCaseError `invalid-cursor` if the cursor is not of this list */
export function readProductCursor(cursor: string, filter: Filter | undefined): CatalogPlace {
  const [id, record, check] = parse(cursor);
  const isPlace = typeof id === 'string' && (record === null || typeof record === 'string');
  if (isPlace && check === checkValue([id, record], filter)) return record === null ? { id } : { id, record };
  throw new UseCaseError(
    'invalid-cursor',
    'the cursor is not of this list: use the nextCursor of the page before, with the same filter',
  );
}

function checkValue(place: readonly [string, string | null], filter: Filter | undefined): number {
  return hashText(JSON.stringify(['products', place, filter ?? null]));
}

function parse(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
