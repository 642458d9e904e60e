import type { Product } from '../../core/catalog/product.ts';
import type { ColumnReport } from '../../core/catalog/reading-report.ts';
import type { GroupRow } from '../../core/catalog/training-row.ts';
import { FormatError } from '../files/format-error.ts';
import type { OpenedFile } from '../files/open-file.ts';
import type { FormatRecord } from '../files/rejected-record.ts';
import { type RecordKind, UPLOAD_PREFIXES } from '../object-layout.ts';
import type { VariantMode } from '../schemas/reading-schema.ts';
import { type Dialect, type FileShape, hasAny, hasColumn } from './common/dialect.ts';
import { orderColumns } from './dialects/order-lines.ts';
import { dialects } from './dialects/registry.ts';
import { type FindProduct, takeFirstReference } from './order-rows.ts';
import { readShopOrders } from './read-shop-orders.ts';
import { readShopProducts } from './read-shop-products.ts';
import { reportColumns, sampleFile } from './recognize.ts';

/** How exports of shop systems are read. */
export interface ShopOptions {
  /** The columns of fields, as a mapping gives them. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** The dialect of the file, or `none` to read it by its columns alone. Default: found out from the file. */
  readonly export?: string | undefined;
  /** Default `merge`. */
  readonly variants?: VariantMode | undefined;
  /** Whether a product with a value that must be left out or cut is rejected. Default false. */
  readonly strict?: boolean | undefined;
  /** Finds the products of order lines. Default: the first name that a line gives. */
  readonly findProduct?: FindProduct | undefined;
}

/** The value of the option `export` for a file that is read by its columns alone. */
const NO_EXPORT = 'none';

/** An export of a shop system that is ready to be read. */
export interface ShopExport {
  readonly export: string;
  readonly columns: readonly ColumnReport[];
  readonly notes: readonly string[];
  records(): AsyncGenerator<FormatRecord<Product | GroupRow>, void, void>;
}

/**
 * Opens a file as the export of a shop system, if it is one.
 * @returns undefined if the columns alone say how the file is read
 * @throws FormatError `wrong-kind` for orders in place of products and the other way round; `invalid-mapping` for a
 *   dialect that does not exist; `too-scattered`
 */
export async function openShopExport(
  file: OpenedFile,
  fileName: string,
  kind: RecordKind,
  options: ShopOptions,
): Promise<ShopExport | undefined> {
  const { fields, export: given, variants = 'merge', strict = false, findProduct = takeFirstReference } = options;
  if (kind === 'judging' || given === NO_EXPORT) return undefined;
  const { shape, names } = await sampleFile(file, fields);
  const dialect = given === undefined ? chooseDialect(shape, fileName, kind) : requireDialect(given);
  if (dialect === undefined) return undefined;
  const { name } = dialect;
  const opened =
    dialect.reads === 'products'
      ? await readShopProducts(file, dialect, shape, { variants, strict })
      : await readShopOrders(file, dialect, shape, findProduct);
  const unused = Object.keys(fields ?? {}).filter(
    (one) => !Object.values(dialect.columns).some(({ field }) => field === one),
  );
  const notes = unused.map((field) => `the mapping of ${field} is not used: ${name} has no such field`);
  return { export: name, columns: reportColumns(dialect, names, shape), ...opened, notes: [...notes, ...opened.notes] };
}

/**
 * The dialect of a file whose kind is not known; undefined if its columns alone say what it is.
 * @throws FormatError `invalid-mapping` for a dialect that does not exist
 */
export function chooseAnyDialect(shape: FileShape, given: string | undefined): Dialect | undefined {
  if (given === NO_EXPORT) return undefined;
  if (given !== undefined) return requireDialect(given);
  return isOfPairs(shape) ? undefined : dialects.find((one) => one.recognizes(shape));
}

function requireDialect(name: string): Dialect {
  const dialect = dialects.find((one) => one.name === name);
  if (dialect !== undefined) return dialect;
  const known = [NO_EXPORT, ...dialects.map((one) => one.name)].join(', ');
  throw new FormatError('invalid-mapping', `export is ${JSON.stringify(name)}, expected one of ${known}`);
}

/** A table of pairs or of queries may name an order too. */
function isOfPairs(shape: FileShape): boolean {
  return hasAny(shape, 'anchor', 'query');
}

function chooseDialect(shape: FileShape, fileName: string, kind: 'catalog' | 'training'): Dialect | undefined {
  const isTraining = kind === 'training';
  if (isTraining && isOfPairs(shape)) return undefined;
  const fitting = dialects.filter((one) => one.recognizes(shape));
  const dialect = fitting.find(({ reads }) => reads === (isTraining ? 'orders' : 'products'));
  const [other] = fitting;
  if (dialect !== undefined || other === undefined) return dialect;
  // Lines of orders that have titles can be a catalog too.
  const isCatalogToo = hasColumn(shape, orderColumns.title) || hasColumn(shape, orderColumns.productName);
  if (!isTraining && isCatalogToo && other.name !== 'shopify-orders') return undefined;
  throw new FormatError('wrong-kind', describeWrongKind(fileName, other));
}

function describeWrongKind(fileName: string, { name, reads }: Dialect): string {
  const place =
    reads === 'orders'
      ? `upload it under ${UPLOAD_PREFIXES.interactions}, or name it train in a data folder`
      : `upload it under ${UPLOAD_PREFIXES.catalog}, or name it catalog in a data folder`;
  return `${fileName} holds ${reads} (${name}): ${place}`;
}
