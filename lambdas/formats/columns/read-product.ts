import type { Product } from '../../core/catalog/product.ts';
import type { RawRecord } from '../files/raw-record.ts';
import { type FormatRecord, rejectRecord } from '../files/rejected-record.ts';
import { describeIgnored } from '../values/ignored-fields.ts';
import { explainProductId, readProductId } from '../values/product-ids.ts';
import type { CatalogReader } from './catalog-reader.ts';
import { isRecord } from './key-reader.ts';

/**
 * The product of a record. A value that cannot be read costs the value; only a record without a usable id is rejected.
 * @param isStrict Whether a value that must be left out or cut rejects its record.
 */
export function readProduct(reader: CatalogReader, record: RawRecord, isStrict: boolean): FormatRecord<Product> {
  if (!isRecord(record.value)) {
    const found = Array.isArray(record.value) ? 'a list' : String(record.value);
    return rejectRecord(
      record.line,
      'invalid-record',
      `/: expected an object with an id, received ${found}`,
      record.text,
    );
  }
  const { id: given, ignored, draft } = reader.read(record);
  const id = readProductId(given);
  if (id === undefined)
    return rejectRecord(record.line, 'invalid-record', `/id: ${explainProductId(given)}`, record.text);
  const fields = ignored.list();
  const value = draft.finish(id);
  if (isTotal(value))
    return rejectRecord(record.line, 'invalid-record', `/id: ${id} names a row of sums, not a product`, record.text);
  if (fields === undefined) return { ok: true, line: record.line, value };
  if (!isStrict) return { ok: true, line: record.line, value, ignored: fields };
  return { ...rejectRecord(record.line, 'invalid-record', describeIgnored(fields[0]!), record.text), id };
}

/** How the last row of a report is called that adds up the others. */
const TOTAL =
  /^(?:(?:grand |sub)?totals?|(?:gesamt|zwischen)?summe|gesamt|total général|somme|totale|totaal|suma|razem)$/i;

function isTotal({ id, title, description }: Product): boolean {
  return title === undefined && description === undefined && TOTAL.test(id.replace(/:$/, ''));
}
