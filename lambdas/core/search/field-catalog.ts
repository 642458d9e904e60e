import type { FieldValue } from './product-fields.ts';

/** The kinds of values of a field. A list counts as words; `uncompared` are links and long texts. */
export type ValueKind = 'words' | 'numbers' | 'flags' | 'uncompared';

/** The fields that the products of an index have. */
export interface FieldCatalog {
  fieldNames(): ReadonlySet<string>;
  /** The kinds of the values of a field: none if no product has it. */
  kindsOf(field: string): ReadonlySet<ValueKind>;
}

export function kindOf(value: FieldValue): ValueKind {
  if (value === null) return 'uncompared';
  if (typeof value === 'number') return 'numbers';
  return typeof value === 'boolean' ? 'flags' : 'words';
}

/** The fields of products that come and go. */
export class CountedFields implements FieldCatalog {
  /** Field -> kind -> number of products, above 0. */
  readonly #counts = new Map<string, Map<ValueKind, number>>();

  /** Counts the fields of a product. @param by 1 for a product that comes, -1 for one that goes. */
  count(fields: Readonly<Record<string, FieldValue>> = {}, by: 1 | -1): void {
    for (const [name, value] of Object.entries(fields)) {
      const kinds = this.#counts.get(name) ?? new Map<ValueKind, number>();
      const kind = kindOf(value);
      const count = (kinds.get(kind) ?? 0) + by;
      if (count > 0) kinds.set(kind, count);
      else kinds.delete(kind);
      if (kinds.size > 0) this.#counts.set(name, kinds);
      else this.#counts.delete(name);
    }
  }

  fieldNames(): ReadonlySet<string> {
    return new Set(this.#counts.keys());
  }

  kindsOf(field: string): ReadonlySet<ValueKind> {
    return new Set(this.#counts.get(field)?.keys());
  }
}

/** The fields of several parts together. */
export function joinFields(parts: readonly FieldCatalog[]): FieldCatalog {
  return {
    fieldNames: () => new Set(parts.flatMap((part) => [...part.fieldNames()])),
    kindsOf: (field) => new Set(parts.flatMap((part) => [...part.kindsOf(field)])),
  };
}
