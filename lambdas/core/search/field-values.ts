import type { Column } from './column.ts';
import type { ValueTest } from './filter.ts';
import type { FieldValue } from './product-fields.ts';

/** A field with more values than this, counted in each segment, is one whose values hardly repeat. */
const MAX_SHARED_VALUES = 131_072;

/**
 * The distinct values of a field in several segments. Each segment lists its own values, so most values are in many lists.
 * A condition tests each distinct value once: that is most of the time of a new condition.
 */
export class FieldValues {
  readonly #columns: readonly (Column | undefined)[];
  readonly #distinct: readonly FieldValue[] = [];
  /** By column: the place of each of its values among the distinct ones. Undefined if the values are not shared. */
  readonly #places: readonly Uint32Array[] | undefined;

  /** @param columns The field in each segment; undefined in one without the field. */
  constructor(columns: readonly (Column | undefined)[]) {
    this.#columns = columns;
    const total = columns.reduce((sum, column) => sum + (column?.values.length ?? 0), 0);
    if (columns.length < 2 || total > MAX_SHARED_VALUES) return;
    const placeOf = new Map<string, number>();
    const distinct: FieldValue[] = [];
    this.#distinct = distinct;
    this.#places = columns.map((column) =>
      Uint32Array.from(column?.values ?? [], (value) => {
        const key = JSON.stringify(value);
        const place = placeOf.get(key) ?? distinct.push(value) - 1;
        placeOf.set(key, place);
        return place;
      }),
    );
  }

  /** By column: 1 for each code whose value passes a test, 0 for the others. Code 0 is no value. */
  test(meets: ValueTest): Uint8Array[] {
    const places = this.#places;
    if (places === undefined) return this.#columns.map((column) => testValues(column?.values ?? [], meets));
    const passing = testValues(this.#distinct, meets);
    return places.map((ofColumn) => {
      const passes = new Uint8Array(ofColumn.length + 1);
      passes[0] = passing[0]!;
      for (let i = 0; i < ofColumn.length; i++) passes[i + 1] = passing[ofColumn[i]! + 1]!;
      return passes;
    });
  }
}

/** Tests each value; no value comes first. */
function testValues(values: readonly FieldValue[], meets: ValueTest): Uint8Array {
  // A column can have as many values as rows, so they are not copied.
  const passes = new Uint8Array(values.length + 1);
  passes[0] = Number(meets(undefined));
  for (let i = 0; i < values.length; i++) passes[i + 1] = Number(meets(values[i]));
  return passes;
}
