import { resolveNames } from '../../core/search/bare-names.ts';
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
   * variants of the positive examples are left out. A product without a value excludes nothing.
   */
  readonly excludeSameGroup?: string | undefined;
  /** The most neighbours with one value of `groupBy`, at least 1. */
  readonly maxPerGroup?: number | undefined;
  /** As for `excludeSameGroup`. @default brand */
  readonly groupBy?: string | undefined;
  /** Fields, as for `excludeSameGroup`, whose values are counted among the candidates. */
  readonly facets?: readonly string[] | undefined;
}

const DEFAULT_GROUP = 'brand';

/**
 * Turns a choice into options of the search.
 * @param fields The fields of the index, if the engine knows them. @param owns The fields of the products themselves.
 * @param near Without `fields`: those that some products have, to find in which map a name lies (default: none).
 * @throws UseCaseError `invalid-request` for what cannot be applied to these fields
 */
export function resolveChoice(
  { filter: given, excludeSameGroup, maxPerGroup, groupBy, facets, minScore }: SimilarChoice,
  fields: FieldCatalog | undefined,
  owns: readonly ProductFields[],
  near?: FieldCatalog,
): Pick<SearchOptions, 'minScore' | 'filter' | 'groups' | 'facets'> {
  const faults: UseCaseFault[] = [];
  const filter = given && resolveNames(given, fields);
  const own: ProductFields = Object.assign({}, ...owns);
  const resolve = (parameter: string, name: string) => {
    const found = resolveField(name, fields ?? near, own);
    const field = fields || isFieldName(found) ? found : resolveField(name, undefined, own);
    const detail = findGroupFault(field, fields);
    if (detail !== undefined) faults.push({ path: [], parameter, code: 'wrong-value', detail });
    return field;
  };
  const groupField = groupBy === undefined ? DEFAULT_GROUP : resolve('groupBy', groupBy);
  const sameField = excludeSameGroup === undefined ? undefined : resolve('excludeSameGroup', excludeSameGroup);
  const counted = facets?.map((name) => resolve('facets', name));
  if (filter) faults.push(...findFilterFaults(filter, fields).map(filterFault));
  if (faults.length > 0) throw invalidRequestParts(faults);
  const groups: GroupLimit | undefined =
    maxPerGroup === undefined ? undefined : { field: groupField, max: maxPerGroup };
  const others = sameField === undefined ? [] : owns.map((one) => otherGroups(sameField, one));
  const of = [filter, ...others].filter((one) => one !== undefined);
  return { minScore, groups, facets: counted, filter: of.length > 1 ? { op: 'and', of } : of[0] };
}

/** A fault of the filter of a request. */
export function filterFault(detail: string): UseCaseFault {
  return { path: [], parameter: 'filter', code: 'wrong-value', detail };
}

/** The products with another value of a field than the product itself, or none; undefined if it has no value itself. */
export function otherGroups(field: string, own: ProductFields): Filter | undefined {
  const value = getField(own, field);
  return value === undefined ? undefined : { op: 'not', of: { op: 'same', field, value } };
}

/**
 * The field of a name: itself, or the attribute or payload entry of this name. If products have both, that of the
 * product itself.
 * @param fields The fields that products have, as far as they are known.
 * @returns the name itself if it is no field
 */
export function resolveField(name: string, fields: FieldCatalog | undefined, own: ProductFields): string {
  if (isFieldName(name)) return name;
  const known = fields?.fieldNames();
  const names = FIELD_MAPS.map((map) => `${map}.${name}`).filter((one) => known?.has(one) ?? true);
  return names.find((one) => Object.hasOwn(own, one)) ?? names[0] ?? name;
}
