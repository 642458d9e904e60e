import { basename } from 'node:path';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import type { FileReport } from '../../lambdas/core/catalog/reading-report.ts';
import { joinMappings } from '../../lambdas/formats/columns/parse-mapping.ts';
import type { FileSource } from '../../lambdas/formats/files/file-source.ts';
import { FormatError } from '../../lambdas/formats/files/format-error.ts';
import { CATALOG_MAPPING_FILE, type RecordKind } from '../../lambdas/formats/object-layout.ts';
import { detectKind } from '../../lambdas/formats/reading/detect-kind.ts';
import { type RecordKinds, readRecords } from '../../lambdas/formats/reading/read-records.ts';
import type { ReadingSchema } from '../../lambdas/formats/schemas/reading-schema.ts';
import type { Reference } from '../../lambdas/formats/shops/common/shop-order.ts';
import { feedNames } from '../../lambdas/formats/shops/dialects/registry.ts';
import { findMappingFile, readMappingBeside } from '../../lib/terminal/catalog-mapping.ts';
import { requireFile } from '../../lib/terminal/input-file.ts';
import type { TextStream } from '../../lib/terminal/text-stream.ts';
import { watchFile } from '../files/watched-file.ts';
import { addCase, type CatalogReport, FileTally, type ImportedFile, type OrderReport } from './import-report.ts';
import { ImportedCatalog } from './imported-catalog.ts';

/** A file to import, and what is in it. */
export interface KnownFile extends FileSource {
  readonly kind: RecordKind;
  /** The columns of a catalog may be described beside it. */
  readonly schema: ReadingSchema;
  /** The file that describes them. */
  readonly mapping?: string | undefined;
}

/**
 * Finds out what each file holds, by its content. A mapping among them is no file of data: it counts for those beside it.
 * @param schema It goes before the mapping beside a catalog. @param stderr Shows how much of a file is read.
 * @throws UsageError for a path that is no file; FormatError
 */
export async function detectFiles(
  files: readonly string[],
  schema: ReadingSchema,
  stderr: TextStream,
): Promise<KnownFile[]> {
  const known: KnownFile[] = [];
  for (const file of files) {
    if (basename(file) === CATALOG_MAPPING_FILE) continue;
    requireFile(file);
    known.push(await detectFile(watchFile(file, stderr), schema));
  }
  return known;
}

async function detectFile(source: FileSource, schema: ReadingSchema): Promise<KnownFile> {
  const kind = await detectKind(source, schema);
  const mapping = findMappingFile(source.name);
  if (kind !== 'catalog' || mapping === undefined) return { ...source, kind, schema };
  return { ...source, kind, schema: joinMappings(readMappingBeside(source.name), schema), mapping };
}

/** Reads the files of an import, one kind after the other: orders find the products that were read before. */
export class FileImport {
  readonly #catalog = new ImportedCatalog();
  readonly #files: ImportedFile[] = [];
  readonly #joinedBy: Record<string, number> = {};
  readonly #notJoined = { count: 0, examples: [] as string[] };
  #replaced = 0;
  #joined = 0;
  #rows = 0;

  /** The products that were read, each once. */
  get products(): IterableIterator<Product> {
    return this.#catalog.products;
  }

  get files(): readonly ImportedFile[] {
    return this.#files;
  }

  /** Reads products. Feeds come last: they may describe products that another file has under other names. */
  async readCatalogs(files: readonly KnownFile[]): Promise<void> {
    const feeds: Product[] = [];
    for (const file of files) {
      let isFeed = false;
      const onReport = (report: FileReport): void => {
        isFeed = feedNames.has(report.export ?? '');
      };
      for await (const product of this.#readGood(file, 'catalog', onReport)) {
        if (isFeed) feeds.push(product);
        else if (this.#catalog.add(product) === 'replaced') this.#replaced += 1;
      }
    }
    for (const product of feeds) {
      const added = this.#catalog.addFromFeed(product);
      if (added === 'replaced') this.#replaced += 1;
      if (added === 'joined') this.#joined += 1;
    }
  }

  /** Reads a catalog that orders are joined to, and that stays as it is. */
  async readKnownCatalog(file: FileSource): Promise<void> {
    for await (const record of readRecords(file, 'catalog')) if (record.ok) this.#catalog.add(record.value);
  }

  /** Reads training or judging rows, streamed. */
  async *readRows<Kind extends 'training' | 'judging'>(
    files: readonly KnownFile[],
    kind: Kind,
  ): AsyncGenerator<RecordKinds[Kind], void, void> {
    for (const file of files) {
      for await (const row of this.#readGood(file, kind)) {
        if (kind === 'training') this.#rows += 1;
        yield row;
      }
    }
  }

  reportCatalog(): CatalogReport {
    const products = [...this.#catalog.products];
    const count = (isCounted: (product: Product) => boolean): number => products.filter(isCounted).length;
    return {
      products: products.length,
      withTitle: count(({ title }) => title !== undefined),
      withPrice: count(({ price }) => price !== undefined),
      withCategory: count(({ category }) => category !== undefined),
      unpublished: count(({ payload }) => payload?.published === false),
      replaced: this.#replaced,
      joined: this.#joined,
    };
  }

  reportOrders(): OrderReport {
    return { rows: this.#rows, linesJoinedBy: this.#joinedBy, linesNotJoined: this.#notJoined };
  }

  async *#readGood<Kind extends RecordKind>(
    file: KnownFile,
    kind: Kind,
    onReport: (report: FileReport) => void = () => {},
  ): AsyncGenerator<RecordKinds[Kind], void, void> {
    const tally = new FileTally();
    let report: FileReport = { format: 'unknown', notes: [] };
    const options = {
      schema: file.schema,
      ...(this.#catalog.size > 0 && { findProduct: (references: readonly Reference[]) => this.#find(references) }),
      onReport: (found: FileReport) => {
        report = found;
        onReport(found);
      },
    };
    let breaksOff: string | undefined;
    try {
      for await (const record of readRecords(file, kind, options)) {
        tally.add(record);
        if (record.ok) yield record.value;
      }
    } catch (cause) {
      if (!(cause instanceof FormatError) || tally.records === 0) throw cause;
      breaksOff = cause.message;
    }
    this.#files.push({
      ...tally.finish(file.name, kind, report),
      ...(file.mapping !== undefined && { mapping: file.mapping }),
      ...(breaksOff !== undefined && { breaksOff }),
    });
  }

  #find(references: readonly Reference[]): string | undefined {
    const found = this.#catalog.find(references);
    if (found !== undefined) this.#joinedBy[found.by] = (this.#joinedBy[found.by] ?? 0) + 1;
    else addCase(this.#notJoined, references.map(({ kind, value }) => `${kind} ${value}`).join(', '));
    return found?.id;
  }
}
