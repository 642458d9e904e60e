import type { FieldCatalog } from './field-catalog.ts';
import type { Filter } from './filter.ts';
import { FIELD_MAPS, isFieldName } from './product-fields.ts';

/**
 * A filter whose names are all fields: a name that is none means the attribute or the payload entry of this name, or
 * either if products may have both. A name that no product has stays, to be refused.
 * @param fields The fields that the products have (default: not known).
 */
export function resolveNames(filter: Filter, fields?: FieldCatalog): Filter {
  return resolveWith(filter, fields?.fieldNames());
}

function resolveWith(filter: Filter, known: ReadonlySet<string> | undefined): Filter {
  switch (filter.op) {
    case 'and':
    case 'or':
      return { op: filter.op, of: filter.of.map((one) => resolveWith(one, known)) };
    case 'not':
      return { op: 'not', of: resolveWith(filter.of, known) };
    default: {
      if (isFieldName(filter.field)) return filter;
      const names = FIELD_MAPS.map((map) => `${map}.${filter.field}`).filter((name) => known?.has(name) ?? true);
      const of = names.map((field) => ({ ...filter, field }));
      return of.length > 1 ? { op: 'or', of } : (of[0] ?? filter);
    }
  }
}
