import type { Product } from '../../core/catalog/product.ts';
import type { ColumnReport } from '../../core/catalog/reading-report.ts';
import type { RawRecord } from '../files/raw-record.ts';
import type { ReadingSchema } from '../schemas/reading-schema.ts';
import { type Assignment, assignColumns, targetByOwnName, typeOf } from './assign-columns.ts';
import type { CatalogReader, CatalogSurvey, ReadParts } from './catalog-reader.ts';
import { readCell } from './cell-values.ts';
import { type ColumnTarget, formatTarget } from './column-targets.ts';
import { type CellFormat, chooseFormat } from './column-types.ts';
import { AmountValues, ColumnValues } from './column-values.ts';
import type { DecimalMark } from './currencies.ts';
import { findNameFit, mappedFields } from './field-names.ts';
import { IgnoredFields } from './ignored-fields.ts';
import { ProductDraft } from './product-draft.ts';

/** Keys whose values are maps or a vector: products have them under these names only. */
const GROUP_KEYS = ['attributes', 'payload', 'vectors'] as const;
const FEATURES_KEY = 'features';
const productKeys: ReadonlySet<string> = new Set([...GROUP_KEYS, FEATURES_KEY]);

/** Of a file with more keys, the others are read by their own names: then they are data rather than names. */
const MAX_KEYS = 10_000;

/** The keys of JSON records, and the decimal mark of prices that are texts, with bounded memory. */
export class KeySurvey implements CatalogSurvey {
  readonly #file: string;
  readonly #schema: ReadingSchema;
  /** Keys, and whether any record has a value under them. */
  readonly #keys = new Map<string, boolean>();
  readonly #prices = new AmountValues();

  constructor(file: string, schema: ReadingSchema) {
    this.#file = file;
    this.#schema = schema;
  }

  add({ value }: RawRecord): void {
    if (!isRecord(value)) return;
    for (const [key, one] of Object.entries(value)) {
      const known = this.#keys.get(key);
      if (known !== true && (known !== undefined || this.#keys.size < MAX_KEYS)) this.#keys.set(key, one !== null);
      if (typeof one === 'string' && this.#isPrice(key)) this.#prices.add(one);
    }
  }

  plan(): CatalogReader {
    // Keys may stand in any order in a record, and the first record must not decide.
    const names = [...this.#keys.keys()].filter((key) => !productKeys.has(key)).sort();
    const hasValues = (name: string) => this.#keys.get(name) === true;
    const assigned = assignColumns({ file: this.#file, called: 'key', names, hasValues }, this.#schema, true);
    return new KeyReader(assigned, this.#schema, this.#schema.decimalMark ?? this.#prices.mark);
  }

  #isPrice(key: string): boolean {
    return key === this.#schema.fields?.price || findNameFit(key)?.field === 'price';
  }
}

/** The reader of products that stand inside other records, such as training rows: keys by their usual names. */
export function readInnerProduct(value: Readonly<Record<string, unknown>>, line: number, prefix: string): ReadParts {
  const names = Object.keys(value).filter((key) => !productKeys.has(key));
  const record: RawRecord = { ok: true, line, value, text: '' };
  const hasValues = (name: string) => value[name] !== null;
  const assigned = names.some((name) => findNameFit(name)?.field === 'id')
    ? assignColumns({ file: '', called: 'key', names, hasValues }, {}, true)
    : [];
  return new KeyReader(assigned, {}, undefined, prefix).read(record);
}

/** Reads products from JSON records. */
class KeyReader implements CatalogReader {
  readonly #assigned: readonly Assignment[];
  readonly #fields: readonly (readonly [ColumnTarget, readonly string[]])[];
  readonly #others: Map<string, ColumnTarget>;
  readonly #formats: ReadonlyMap<string, CellFormat>;
  readonly #mark: DecimalMark | undefined;
  readonly #prefix: string;

  constructor(assigned: readonly Assignment[], schema: ReadingSchema, mark: DecimalMark | undefined, prefix = '') {
    this.#assigned = assigned;
    this.#fields = listFieldKeys(assigned);
    this.#others = new Map(assigned.map(({ column, target }) => [column, target]));
    this.#formats = readGivenFormats(assigned, schema);
    this.#mark = mark;
    this.#prefix = prefix;
  }

  get columns(): readonly ColumnReport[] {
    return this.#assigned.map(({ column, target, because }) => {
      const type = target.kind === 'ignored' ? 'ignore' : (this.#formats.get(column)?.type ?? 'json');
      return { column, field: formatTarget(target), type, because };
    });
  }

  read({ value }: RawRecord): ReadParts {
    const ignored = new IgnoredFields(this.#prefix);
    const draft = new ProductDraft(ignored, this.#mark);
    const finish = (id: string): Product => draft.finish(id);
    if (!isRecord(value)) return { id: undefined, ignored, finish };
    for (const group of GROUP_KEYS) draft.setGroup(group, ownValue(value, group));
    draft.setFeatures(ownValue(value, FEATURES_KEY));
    const used = new Set<string>();
    let id: unknown;
    for (const [target, keys] of this.#fields) {
      const key = keys.find((one) => ownValue(value, one) !== undefined);
      if (key === undefined) continue;
      used.add(key);
      const one = this.#readValue(key, value[key], target, ignored);
      if (target.kind === 'id') id = one;
      else draft.set(target, one);
    }
    for (const key of Object.keys(value)) {
      if (used.has(key) || productKeys.has(key)) continue;
      const target = this.#targetOf(key);
      draft.set(target, this.#readValue(key, value[key], target, ignored));
    }
    return { id, ignored, finish };
  }

  /** The target of a key that fills no field in this record. */
  #targetOf(key: string): ColumnTarget {
    const known = this.#others.get(key);
    return known === undefined || known.kind === 'id' || known.kind === 'field' ? targetByOwnName(key) : known;
  }

  #readValue(key: string, value: unknown, target: ColumnTarget, ignored: IgnoredFields): unknown {
    const format = this.#formats.get(key);
    return format === undefined || typeof value !== 'string'
      ? value
      : readCell(value, format, formatTarget(target), ignored);
  }
}

/** The keys of each field, in the order of preference. */
function listFieldKeys(assigned: readonly Assignment[]): (readonly [ColumnTarget, readonly string[]])[] {
  return mappedFields.flatMap((field) => {
    const keys = assigned.filter(({ target }) => formatTarget(target) === field);
    return keys.length === 0 ? [] : [[keys[0]!.target, keys.map(({ column }) => column)] as const];
  });
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
