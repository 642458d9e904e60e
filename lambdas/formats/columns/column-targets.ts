import type { ProductFieldName } from '../../core/catalog/product.ts';
import { NAMED_GROUPS } from '../schemas/reading-schema.ts';
import { type MappedField, mappedFields } from './field-names.ts';

/** Where the values of a column go. */
export type ColumnTarget =
  | { readonly kind: 'id' }
  | { readonly kind: 'field'; readonly name: ProductFieldName }
  | { readonly kind: (typeof NAMED_GROUPS)[number]; readonly name: string }
  | { readonly kind: 'ignored' };

/** The name of a target as reports show it: `id`, `title`, `attributes.colour`, `ignored`. */
export function formatTarget(target: ColumnTarget): string {
  if (target.kind === 'field') return target.name;
  return 'name' in target ? `${target.kind}.${target.name}` : target.kind;
}

/** The opposite of `formatTarget`; `ignored` for a name that is no field of a product. */
export function parseTarget(field: string): ColumnTarget {
  const group = NAMED_GROUPS.find((one) => field.startsWith(`${one}.`) && field.length > one.length + 1);
  if (group !== undefined) return { kind: group, name: field.slice(group.length + 1) };
  const name = mappedFields.find((one) => one === field);
  return name === undefined ? { kind: 'ignored' } : fieldTarget(name);
}

export function fieldTarget(field: MappedField): ColumnTarget {
  return field === 'id' ? { kind: 'id' } : { kind: 'field', name: field };
}
