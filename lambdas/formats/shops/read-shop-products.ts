import type { Product } from '../../core/catalog/product.ts';
import type { OpenedFile } from '../files/open-file.ts';
import { type FormatRecord, rejectRecord } from '../files/rejected-record.ts';
import { surveyFile } from '../files/survey-file.ts';
import type { VariantMode } from '../schemas/reading-schema.ts';
import { checkProduct } from './check-product.ts';
import { fieldOfOwnColumn, listOwnAttributes } from './common/attribute-columns.ts';
import { CellReader, type Cells, foldName } from './common/cells.ts';
import type { FileShape, ProductDialect } from './common/dialect.ts';
import { GroupCounter, type Grouping, streamGroups } from './group-records.ts';
import { listProducts } from './merge-variants.ts';

/** The products of a shop's export, and what is known of it before the first one. */
export interface ShopProducts {
  /** Sentences for the report of the file. */
  readonly notes: readonly string[];
  /**
   * The products, each when its last row was read, with the line of its first row.
   */
  records(): AsyncGenerator<FormatRecord<Product>, void, void>;
}

/** Reads an export twice: first which rows form a product, then the products. */
export async function readShopProducts(
  file: OpenedFile,
  dialect: ProductDialect,
  shape: FileShape,
  { variants: mode, strict }: { readonly variants: VariantMode; readonly strict: boolean },
): Promise<ShopProducts> {
  const reading = dialect.startReading(shape);
  const cells = new CellReader(shape.given);
  const own = findOwnColumns(dialect, shape);
  const grouping: Grouping<Cells> = {
    readRow: (record) => cells.read(record),
    startPass: () => reading.startPass(),
    groupOf: (name) => reading.groupOf?.(name) ?? name,
    withoutGroup: reading.withoutGroup,
  };
  const counter = new GroupCounter(grouping);
  const { records } = await surveyFile(file, (record) => counter.add(record));
  const counts = counter.count();
  const rows = [...counts.values()].reduce((total, count) => total + count, 0);
  return {
    notes: [describeMode(rows, counts.size, mode)],
    records: async function* () {
      for await (const group of streamGroups(records(), grouping, counts)) {
        if (!group.ok) {
          yield group;
          continue;
        }
        const read = reading.readProduct(group.key, group.rows);
        const attributes = listOwnAttributes(group.rows, (column) => own.has(column));
        const product = { ...read, attributes: [...(read.attributes ?? []), ...attributes] };
        if (product.title === undefined && product.variants.every((variant) => variant.title === undefined)) {
          yield rejectRecord(group.line, 'invalid-record', `no row of the product ${group.key} has a title`, group.key);
          continue;
        }
        const unread = group.rows.flatMap((row) => row.ignored.list() ?? []);
        for (const [i, value] of listProducts(product, mode).entries())
          yield checkProduct(value, group.line, i === 0 ? unread : [], strict);
      }
    },
  };
}

/** The columns of attributes that the dialect does not know. */
function findOwnColumns(dialect: ProductDialect, { written, given }: FileShape): ReadonlySet<string> {
  const known = new Set([...Object.values(dialect.columns).flatMap(({ names }) => names), ...given.values()]);
  const isOwn = (name: string) =>
    !known.has(foldName(name)) &&
    dialect.fieldOf?.(name) === undefined &&
    fieldOfOwnColumn(dialect, name) !== undefined;
  return new Set(written.filter(isOwn));
}

function describeMode(rows: number, products: number, mode: VariantMode): string {
  if (rows === products) return `${products} products, a row each`;
  return mode === 'merge'
    ? `${rows} rows are ${products} products: the variants of a product were merged`
    : `${rows} rows are ${products} products: each of their variants is a product, its payload names the group`;
}
