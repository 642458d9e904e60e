import type { ColumnReport } from '../../core/catalog/reading-report.ts';
import type { RawRecord } from '../files/raw-record.ts';
import type { ReadingSchema } from '../schemas/reading-schema.ts';
import type { DecimalMark } from '../values/currencies.ts';
import { IgnoredFields } from '../values/ignored-fields.ts';
import { type Assignment, assignColumns, targetByOwnName, typeOf } from './assign-columns.ts';
import type { CatalogReader, ReadParts, RecordsPlan } from './catalog-reader.ts';
import { readCell } from './cell-values.ts';
import { type ColumnTarget, formatTarget } from './column-targets.ts';
import { type CellFormat, chooseFormat } from './column-types.ts';
import { ColumnValues } from './column-values.ts';
import { findNameFit } from './field-names.ts';
import { ProductDraft } from './product-draft.ts';

/** Keys whose values are maps or a vector: products have them under these names only. */
const GROUP_KEYS = ['attributes', 'payload', 'vectors'] as const;
const FEATURES_KEY = 'features';
const ALIASES_KEY = 'aliases';
export const productKeys: ReadonlySet<string> = new Set([...GROUP_KEYS, ALIASES_KEY, FEATURES_KEY]);

/**
 * Reads a product that is part of another record, such as a training row: keys by their usual names.
 * @param prefix Before the names of ignored fields: `anchor.`.
 */
export function readInnerProduct(value: Readonly<Record<string, unknown>>, prefix: string): ReadParts {
  const names = Object.keys(value).filter((key) => !productKeys.has(key));
  const hasValues = (name: string) => value[name] !== null;
  const assigned = names.some((name) => findNameFit(name)?.field === 'id')
    ? assignColumns({ file: '', called: 'key', names, hasValues }, {}, true)
    : [];
  return new KeyReader(assigned, {}, undefined, prefix).read({ value });
}

/** How the value under a key is read. */
interface PlannedKey {
  readonly key: string;
  readonly target: ColumnTarget;
  /** Of texts, if the mapping gives one. */
  readonly format?: CellFormat | undefined;
  /** The keys that fill the field before this one, if a record has them. */
  readonly before: readonly string[];
}

/** Reads products from JSON records. */
export class KeyReader implements CatalogReader {
  readonly #assigned: readonly Assignment[];
  readonly #keys: Map<string, readonly PlannedKey[]>;
  readonly #formats: ReadonlyMap<string, CellFormat>;
  readonly #mark: DecimalMark | undefined;
  readonly #prefix: string;

  constructor(assigned: readonly Assignment[], schema: ReadingSchema, mark: DecimalMark | undefined, prefix = '') {
    this.#assigned = assigned;
    this.#formats = readGivenFormats(assigned, schema);
    this.#keys = planKeys(assigned, this.#formats);
    this.#mark = mark;
    this.#prefix = prefix;
  }

  get plan(): RecordsPlan {
    return { kind: 'keys', assigned: this.#assigned, ...(this.#mark && { mark: this.#mark }) };
  }

  get columns(): readonly ColumnReport[] {
    return this.#assigned.map(({ column, target, because }) => {
      const type = target.kind === 'ignored' ? 'ignore' : (this.#formats.get(column)?.type ?? 'json');
      return { column, field: formatTarget(target), type, because };
    });
  }

  read({ value }: Pick<RawRecord, 'value'>): ReadParts {
    const ignored = new IgnoredFields(this.#prefix);
    const draft = new ProductDraft(ignored, this.#mark);
    let id: unknown;
    if (!isRecord(value)) return { id, ignored, draft };
    // A map fills its names before keys of the record do.
    for (const group of GROUP_KEYS) draft.setGroup(group, ownValue(value, group));
    draft.setAliases(ownValue(value, ALIASES_KEY));
    draft.setFeatures(ownValue(value, FEATURES_KEY));
    for (const key of Object.keys(value)) {
      if (productKeys.has(key)) continue;
      for (const planned of this.#keys.get(key) ?? planOwnName(key)) {
        const isFilled = planned.before.length > 0 && planned.before.some((one) => ownValue(value, one) !== undefined);
        const { target, format } = isFilled ? planOwnName(key)[0] : planned;
        const one = value[key];
        const read =
          format !== undefined && typeof one === 'string' ? readCell(one, format, formatTarget(target), ignored) : one;
        if (target.kind === 'id') id = read;
        else draft.set(target, read);
      }
    }
    return { id, ignored, draft };
  }
}

/** The uses of each key. */
function planKeys(
  assigned: readonly Assignment[],
  formats: ReadonlyMap<string, CellFormat>,
): Map<string, readonly PlannedKey[]> {
  const keys = new Map<string, PlannedKey[]>();
  const ofField = new Map<string, string[]>();
  for (const { column: key, target } of assigned) {
    const field = formatTarget(target);
    const before = target.kind === 'id' || target.kind === 'field' ? (ofField.get(field) ?? []) : [];
    ofField.set(field, [...before, key]);
    keys.set(key, [...(keys.get(key) ?? []), { key, target, format: formats.get(key), before }]);
  }
  return keys;
}

/** A key that fills no field. */
function planOwnName(key: string): readonly [PlannedKey] {
  return [{ key, target: targetByOwnName(key), before: [] }];
}

/** The formats of texts under keys whose type or separators the mapping gives. Other values have the type of their JSON. */
function readGivenFormats(assigned: readonly Assignment[], schema: ReadingSchema): Map<string, CellFormat> {
  const given = assigned.filter(({ column, target }) => {
    const isSplit = schema.listSeparators && Object.hasOwn(schema.listSeparators, column);
    const isCategory = schema.category !== undefined && formatTarget(target) === 'category';
    return typeOf(schema, column) !== undefined || isSplit || isCategory;
  });
  const values = new ColumnValues();
  return new Map(given.map(({ column, target }) => [column, chooseFormat(column, target, 'list', values, schema)]));
}

/** A value under a key of the record itself; undefined for none, and for null. */
function ownValue(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? (record[key] ?? undefined) : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
