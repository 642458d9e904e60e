import type { RawRecord } from '../files/raw-record.ts';
import type { ReadingSchema } from '../schemas/reading-schema.ts';
import { AmountValues } from './amount-values.ts';
import { assignColumns } from './assign-columns.ts';
import type { CatalogReader, CatalogSurvey } from './catalog-reader.ts';
import { findNameFit } from './field-names.ts';
import { isRecord, KeyReader, productKeys } from './key-reader.ts';

/** Of a file with more keys, the others are read by their own names: then they are data rather than names. */
const MAX_KEYS = 10_000;

interface SurveyedKey {
  /** Whether any record has a value under the key. */
  hasValues: boolean;
  readonly isPrice: boolean;
}

/** The keys of JSON records, and the decimal mark of prices that are texts, with bounded memory. */
export class KeySurvey implements CatalogSurvey {
  readonly #file: string;
  readonly #schema: ReadingSchema;
  readonly #keys = new Map<string, SurveyedKey>();
  readonly #prices = new AmountValues();

  constructor(file: string, schema: ReadingSchema) {
    this.#file = file;
    this.#schema = schema;
  }

  add({ value }: RawRecord): void {
    if (!isRecord(value)) return;
    for (const key of Object.keys(value)) {
      const known = this.#keys.get(key) ?? this.#open(key);
      if (known === undefined) continue;
      const one = value[key];
      known.hasValues ||= one !== null;
      if (known.isPrice && typeof one === 'string') this.#prices.add(one);
    }
  }

  plan(): CatalogReader {
    // Keys may stand in any order in a record, and the first record must not decide.
    const names = [...this.#keys.keys()].filter((key) => !productKeys.has(key)).sort();
    const hasValues = (name: string) => this.#keys.get(name)?.hasValues === true;
    const assigned = assignColumns({ file: this.#file, called: 'key', names, hasValues }, this.#schema, true);
    return new KeyReader(assigned, this.#schema, this.#schema.decimalMark ?? this.#prices.mark);
  }

  /** @returns undefined for one key too many */
  #open(key: string): SurveyedKey | undefined {
    if (this.#keys.size >= MAX_KEYS) return undefined;
    const isPrice = key === this.#schema.fields?.price || findNameFit(key)?.field === 'price';
    const opened = { hasValues: false, isPrice };
    this.#keys.set(key, opened);
    return opened;
  }
}
