import { findFilterFaults, findGroupFault } from '../../core/search/check-filter.ts';
import type { FieldCatalog } from '../../core/search/field-catalog.ts';
import type { Filter } from '../../core/search/filter.ts';
import { FIELD_MAPS, getField, isFieldName, type ProductFields } from '../../core/search/product-fields.ts';
import type { GroupLimit, SearchOptions } from '../../core/search/search-exact.ts';
import { invalidRequestParts, type UseCaseFault } from '../common/use-case-error.ts';

/** Restricts which products may be neighbours. Plain JSON. */
export interface SimilarChoice {
  /** Inclusive. */
  readonly minScore?: number | undefined;
  readonly excludeIds?: readonly string[];
  readonly filter?: Filter | undefined;
  /**
   * A field, or the name of an attribute or payload entry, whose value is the same for all variants of one product:
   * variants of the product itself are left out. A product without a value excludes nothing.
   */
  readonly excludeSameGroup?: string | undefined;
  /** The most neighbours with one value of `groupBy`, at least 1. */
  readonly maxPerGroup?: number | undefined;
  /** As for `excludeSameGroup`. @default brand */
  readonly groupBy?: string | undefined;
}

const DEFAULT_GROUP = 'brand';

/**
 * Turns a choice into options of the search.
 * @param fields The fields of the index, if the engine knows them. @param own The fields of the product itself.
 * @throws UseCaseError `invalid-request` for what cannot be applied to these fields
 */
export function resolveChoice(
  { filter, excludeSameGroup, maxPerGroup, groupBy, minScore }: SimilarChoice,
  fields: FieldCatalog | undefined,
  own: ProductFields,
): Pick<SearchOptions, 'minScore' | 'filter' | 'groups'> {
  const faults: UseCaseFault[] = [];
  const resolve = (parameter: string, name: string) => {
    const field = resolveField(name, fields, own);
    const detail = findGroupFault(field, fields);
    if (detail !== undefined) faults.push({ path: [], parameter, code: 'wrong-value', detail });
    return field;
  };
  const groupField = groupBy === undefined ? DEFAULT_GROUP : resolve('groupBy', groupBy);
  const sameField = excludeSameGroup === undefined ? undefined : resolve('excludeSameGroup', excludeSameGroup);
  for (const detail of filter ? findFilterFaults(filter, fields) : [])
    faults.push({ path: [], parameter: 'filter', code: 'wrong-value', detail });
  if (faults.length > 0) throw invalidRequestParts(faults);
  const groups: GroupLimit | undefined =
    maxPerGroup === undefined ? undefined : { field: groupField, max: maxPerGroup };
  const others = sameField === undefined ? undefined : otherGroups(sameField, own);
  return { minScore, groups, filter: others && filter ? { op: 'and', of: [filter, others] } : (filter ?? others) };
}

/** The products with another value of a field than the product itself, or none; undefined if it has no value itself. */
export function otherGroups(field: string, own: ProductFields): Filter | undefined {
  const value = getField(own, field);
  return value === undefined ? undefined : { op: 'not', of: { op: 'same', field, value } };
}

/** The field of a name: itself, or the attribute or payload entry that the products, or else the product itself, have. */
export function resolveField(name: string, fields: FieldCatalog | undefined, own: ProductFields): string {
  if (isFieldName(name)) return name;
  const names = FIELD_MAPS.map((map) => `${map}.${name}`);
  const known = fields?.fieldNames() ?? new Set(Object.keys(own));
  return names.find((one) => known.has(one)) ?? (fields === undefined ? names[0]! : name);
}
