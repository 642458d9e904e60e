import { resolveNames } from '../../core/search/bare-names.ts';
import { findMisspelledFields } from '../../core/search/check-filter.ts';
import type { FieldCatalog } from '../../core/search/field-catalog.ts';
import { listConditions } from '../../core/search/filter.ts';
import { FIELD_MAPS, isFieldName } from '../../core/search/product-fields.ts';
import type { SearchQuery, ServedIndex } from '../../ports/similar-search.ts';
import { invalidRequestParts } from '../common/use-case-error.ts';
import { filterFault, type SimilarChoice } from './search-choice.ts';
import type { SimilarQuery } from './similar-query.ts';

/** Fields near the query, if a group is given by a name whose field is to be found. */
export async function readGroupFields(
  { fieldsNear }: ServedIndex,
  query: SearchQuery,
  { groupBy, excludeSameGroup }: SimilarChoice,
): Promise<FieldCatalog | undefined> {
  const names = [groupBy, excludeSameGroup].filter((name) => name !== undefined && !isFieldName(name));
  if (names.length === 0) return undefined;
  return fieldsNear?.(firstVectorOf(query), (seen) => names.every((name) => isSeen(name!, seen)));
}

/** Whether a product was seen that has a field, or an attribute or payload entry, of this name. */
function isSeen(name: string, seen: FieldCatalog): boolean {
  const known = seen.fieldNames();
  return known.has(name) || FIELD_MAPS.some((map) => known.has(`${map}.${name}`));
}

/**
 * Refuses a filter that found nothing, if an engine that does not know all fields has seen none that it names, but a
 * similar one.
 * @throws UseCaseError `invalid-request`
 */
export async function refuseMisspelledFields(
  { fieldsNear }: ServedIndex,
  query: SearchQuery,
  { filter, cursor }: SimilarQuery,
): Promise<void> {
  if (filter === undefined || cursor !== undefined || fieldsNear === undefined) return;
  const names = listConditions(filter).map(({ field }) => field);
  const seen = await fieldsNear(firstVectorOf(query), (known) => names.every((name) => isSeen(name, known)));
  const faults = findMisspelledFields(resolveNames(filter, seen), seen).map((detail) => filterFault(detail));
  if (faults.length > 0) throw invalidRequestParts(faults);
}

function firstVectorOf(query: SearchQuery): Float32Array {
  return query instanceof Float32Array ? query : query.positive[0]!.vector;
}
