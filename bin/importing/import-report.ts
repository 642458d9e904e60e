import type { FileReport, IgnoredField } from '../../lambdas/core/catalog/reading-report.ts';
import type { FormatRecord } from '../../lambdas/formats/files/rejected-record.ts';
import type { RecordKind } from '../../lambdas/formats/object-layout.ts';
import { formatCount } from '../../lib/terminal/numbers.ts';
import { plainText } from '../../lib/terminal/plain-text.ts';

/** Of each reason the first cases are shown. */
const MAX_EXAMPLES = 3;

/** How often something happened, and the first cases. */
interface Tally {
  count: number;
  readonly examples: string[];
}

/** What was read of one file. */
export interface ImportedFile {
  readonly file: string;
  readonly kind: RecordKind;
  /** What the file was found to be, and how its columns were read. */
  readonly report: FileReport;
  /** The mapping beside a catalog by which it was read. */
  readonly mapping?: string;
  /** Why the rest of the file cannot be read. */
  readonly breaksOff?: string;
  /** Products or rows. */
  readonly records: number;
  /** Records that were not taken, by reason. */
  readonly rejected: Readonly<Record<string, Tally>>;
  /** Values that were left out or cut, by field and reason. */
  readonly ignored: Readonly<Record<string, Tally>>;
}

/** What was imported. `import.json` holds it. */
export interface ImportReport {
  readonly files: readonly ImportedFile[];
  readonly catalog?: CatalogReport;
  readonly orders?: OrderReport;
  readonly written: readonly string[];
}

export interface CatalogReport {
  readonly products: number;
  readonly withTitle: number;
  readonly withPrice: number;
  readonly withCategory: number;
  /** Products whose `payload.published` is false. */
  readonly unpublished: number;
  /** Products whose place a later one with the same id took. */
  readonly replaced: number;
  /** Products of a feed that were known, and only filled what those lacked. */
  readonly joined: number;
}

export interface OrderReport {
  readonly rows: number;
  /** Lines of orders by what named their product. */
  readonly linesJoinedBy: Readonly<Record<string, number>>;
  /** Lines that name no product of the catalog. */
  readonly linesNotJoined: Tally;
}

/** Counts what becomes of the records of one file. */
export class FileTally {
  readonly #rejected: Record<string, Tally> = {};
  readonly #ignored: Record<string, Tally> = {};
  /** Good ones. */
  records = 0;

  add(record: FormatRecord<unknown>): void {
    if (!record.ok) {
      countIn(this.#rejected, record.code, `line ${record.line}: ${record.detail}`);
      return;
    }
    this.records += 1;
    for (const { field, reason, example } of record.ignored ?? [])
      this.#ignore({ field, reason, example }, record.line);
  }

  #ignore({ field, reason, example }: IgnoredField, line: number): void {
    countIn(this.#ignored, `${field}: ${reason}`, `line ${line}: ${example}`);
  }

  finish(file: string, kind: RecordKind, report: FileReport): ImportedFile {
    return { file, kind, report, records: this.records, rejected: this.#rejected, ignored: this.#ignored };
  }
}

/** Counts a case under a reason. */
function countIn(tallies: Record<string, Tally>, reason: string, example: string): void {
  tallies[reason] ??= { count: 0, examples: [] };
  addCase(tallies[reason], example);
}

export function addCase(tally: Tally, example: string): void {
  tally.count += 1;
  if (tally.examples.length < MAX_EXAMPLES) tally.examples.push(example);
}

/** The report for people. */
export function renderReport({ files, catalog, orders, written }: ImportReport): string[] {
  const lines = files.flatMap(renderFile);
  if (catalog) lines.push(...renderCatalog(catalog));
  if (orders) lines.push(...renderOrders(orders));
  lines.push(written.length > 0 ? `written: ${written.join(', ')}` : 'nothing was written');
  return lines.map(plainText);
}

function renderFile(imported: ImportedFile): string[] {
  const { file, report, records, rejected, ignored, kind, mapping, breaksOff } = imported;
  const { format, compression, encoding, delimiter, notes } = report;
  const written = [report.export ?? `${kind}, by its columns`, format, compression, encoding];
  const separator = delimiter === undefined ? [] : [`cells between ${JSON.stringify(delimiter)}`];
  const columns = report.columns ?? [];
  const unread = columns.filter(({ field }) => field === 'ignored').map(({ column }) => column);
  return [
    `${file}: ${[...written.filter((one) => one !== undefined), ...separator].join(', ')}`,
    ...(mapping === undefined ? [] : [`  read by ${mapping}`]),
    ...(breaksOff === undefined ? [] : [`  THE FILE BREAKS OFF: ${breaksOff}. What comes before is taken.`]),
    ...notes.map((note) => `  ${note}`),
    `  ${formatCount(records)} ${kind === 'catalog' ? 'products' : 'rows'} taken`,
    ...renderTallies('not taken', rejected),
    ...renderTallies('left out or cut', ignored),
    ...(unread.length > 0 ? [`  ${unread.length} columns not read: ${unread.join(', ')}`] : []),
  ];
}

function renderTallies(what: string, tallies: Readonly<Record<string, Tally>>): string[] {
  return Object.entries(tallies).map(
    ([reason, { count, examples }]) => `  ${formatCount(count)} ${what}: ${reason} (${examples[0]})`,
  );
}

function renderCatalog(report: CatalogReport): string[] {
  const { products, withTitle, withPrice, withCategory, unpublished, replaced, joined } = report;
  const parts = [`${formatCount(withTitle)} with a title`, `${formatCount(withPrice)} with a price`];
  parts.push(`${formatCount(withCategory)} with a category`);
  return [
    `catalog: ${formatCount(products)} products, ${parts.join(', ')}`,
    ...(unpublished > 0 ? [`  ${formatCount(unpublished)} are not published: filter by payload.published`] : []),
    ...(replaced > 0 ? [`  ${formatCount(replaced)} were replaced by a later product of the same id`] : []),
    ...(joined > 0 ? [`  ${formatCount(joined)} products of feeds were known: they filled what those lacked`] : []),
  ];
}

function renderOrders({ rows, linesJoinedBy, linesNotJoined }: OrderReport): string[] {
  const joined = Object.entries(linesJoinedBy).map(([by, count]) => `${formatCount(count)} by ${by}`);
  const { count, examples } = linesNotJoined;
  return [
    `orders: ${formatCount(rows)} rows`,
    ...(joined.length > 0 ? [`  lines joined to products: ${joined.join(', ')}`] : []),
    ...(count > 0 ? [`  ${formatCount(count)} lines name no product of the catalog: ${examples.join('; ')}`] : []),
  ];
}
