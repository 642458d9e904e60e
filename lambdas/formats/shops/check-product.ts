import { type Product, productFieldNames } from '../../core/catalog/product.ts';
import type { IgnoredField } from '../../core/catalog/reading-report.ts';
import { ProductDraft } from '../columns/product-draft.ts';
import { type FormatRecord, rejectRecord } from '../files/rejected-record.ts';
import { describeIgnored, IgnoredFields } from '../values/ignored-fields.ts';
import { explainProductId, readProductId } from '../values/product-ids.ts';

/**
 * A product of a dialect within the limits of products: what is over them is cut or left out, and reported.
 * @param unread What of its rows could not be read.
 * @param isStrict Whether that rejects the product.
 */
export function checkProduct(
  product: Product,
  line: number,
  unread: readonly IgnoredField[],
  isStrict: boolean,
): FormatRecord<Product> {
  const id = readProductId(product.id);
  if (id === undefined) return rejectRecord(line, 'invalid-record', `/id: ${explainProductId(product.id)}`, product.id);
  const ignored = new IgnoredFields();
  const draft = new ProductDraft(ignored);
  for (const name of productFieldNames) draft.set({ kind: 'field', name }, product[name]);
  draft.setGroup('attributes', product.attributes);
  draft.setGroup('payload', product.payload);
  draft.setAliases(product.aliases);
  const fields = [...unread, ...(ignored.list() ?? [])];
  if (fields.length === 0) return { ok: true, line, value: draft.finish(id) };
  if (isStrict) return rejectRecord(line, 'invalid-record', describeIgnored(fields[0]!), id);
  return { ok: true, line, value: draft.finish(id), ignored: fields };
}
