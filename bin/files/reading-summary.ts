import type { ColumnReport, FileReport, IgnoredField } from '../../lambdas/core/catalog/reading-report.ts';
import type { FormatRecord } from '../../lambdas/formats/files/rejected-record.ts';
import type { Output } from '../../lib/terminal/command-line.ts';
import { plainText } from '../../lib/terminal/plain-text.ts';

/** The first rejected lines of a file are reported one by one, the others are counted. */
const MAX_SHOWN_REJECTS = 5;
/** Columns, fields and notes listed in one summary, each; the others are counted. */
const MAX_LISTED = 12;
/** A file may name any number of fields: so many are counted by name. */
const MAX_COUNTED = 1_000;

interface IgnoredCount extends IgnoredField {
  readonly line: number;
  values: number;
}

/** Says on stderr how a file was read: what was mapped, left out, rejected and replaced. Says nothing if all is as written. */
export class ReadingSummary {
  readonly #file: string;
  readonly #output: Output;
  readonly #ignored = new Map<string, IgnoredCount>();
  /** Values of fields that are not counted by name. */
  #otherIgnored = 0;
  #report: FileReport | undefined;
  #good = 0;
  #rejected = 0;

  constructor(file: string, output: Output) {
    this.#file = file;
    this.#output = output;
  }

  /** What the file was found to be. */
  found(report: FileReport): void {
    this.#report = report;
  }

  /** Counts what is wrong with a record. The first rejected ones are shown at once. */
  add(record: FormatRecord<unknown>): void {
    if (!record.ok) {
      this.#reject(record.line, `${record.code}: ${record.detail}`);
      return;
    }
    this.#good += 1;
    for (const field of record.ignored ?? []) this.#addIgnored(record.line, field);
  }

  /** Says that the rest of the file cannot be read. @returns false if no record comes before it. */
  breaksOff(why: string): boolean {
    if (this.#good > 0) this.#say(`the file breaks off: ${why}. The ${this.#good} records before that are used.`);
    return this.#good > 0;
  }

  /** Ends the summary of the file. */
  finish(): void {
    const { columns = [], notes = [] } = this.#report ?? {};
    const all = [...this.#ignored.values()].sort((a, b) => b.values - a.values);
    const counted = all.filter(({ reason }) => reason !== 'merged');
    const merged = all.filter(({ reason }) => reason === 'merged').reduce((sum, { values }) => sum + values, 0);
    const lines = [
      ...(merged > 0 ? [`${merged} rows were merged into the product before them`] : []),
      ...notes.slice(0, MAX_LISTED),
      ...(notes.length > MAX_LISTED ? [`${notes.length - MAX_LISTED} more notes`] : []),
      ...describeColumns(columns),
      ...(counted.length === 0 ? [] : [`left out: ${listSome(counted.map(describeCount))}`]),
      ...(this.#otherIgnored > 0 ? [`left out: ${this.#otherIgnored} values of other fields`] : []),
      ...(this.#rejected > 0 ? [`${this.#rejected} lines rejected`] : []),
    ];
    for (const line of lines) this.#say(line);
  }

  /** Counts the lines of products that a later line of the same file replaced. */
  replaced(count: number, lines: number): void {
    if (count > 0) this.#say(`${count} of ${lines} lines were replaced by later ones of the same id`);
  }

  #addIgnored(line: number, field: IgnoredField): void {
    const key = `${field.field}\n${field.reason}`;
    const known = this.#ignored.get(key);
    if (known) known.values += 1;
    else if (this.#ignored.size < MAX_COUNTED) this.#ignored.set(key, { ...field, line, values: 1 });
    else this.#otherIgnored += 1;
  }

  #reject(line: number, problem: string): void {
    this.#rejected += 1;
    if (this.#rejected <= MAX_SHOWN_REJECTS)
      this.#output.stderr.write(`${this.#file}:${line}: ${plainText(problem)}\n`);
  }

  #say(text: string): void {
    this.#output.stderr.write(`${this.#file}: ${plainText(text)}\n`);
  }
}

/** What a person needs to know of a reason, where its name does not say it. */
const ADVICE: Readonly<Record<string, string>> = {
  'not-finite': 'no finite number: write null for no value',
  'ambiguous-number': 'the decimal mark is unknown: give decimalMark in catalog.schema.json',
  'too-long': 'cut at the limit',
  'too-many': 'the first ones stay',
};

function describeCount({ field, reason, example, line, values }: IgnoredCount): string {
  const why = ADVICE[reason] === undefined ? reason : `${reason}, ${ADVICE[reason]}`;
  const times = values === 1 ? 'once' : `${values} times`;
  return `${field} ${times} (${why}; line ${line}: ${example})`;
}

/** The columns that are not fields by their own name, and how the values of attributes are read. */
function describeColumns(columns: readonly ColumnReport[]): string[] {
  const isOwn = ({ field }: ColumnReport) => field.startsWith('attributes.') || field.startsWith('payload.');
  const mapped = columns.filter((one) => one.field !== 'ignored' && !isOwn(one) && one.field !== one.column);
  const named = columns.filter(isOwn);
  const ignored = columns.filter(({ field }) => field === 'ignored');
  const groups: readonly (readonly [string, readonly string[]])[] = [
    ['columns', mapped.map(({ column, field }) => `${field} is ${column}`)],
    ['attributes', named.filter(({ field }) => field.startsWith('attributes.')).map(describeType)],
    ['payload', named.filter(({ field }) => field.startsWith('payload.')).map(describeType)],
    ['not read', ignored.map(({ column, because }) => `${column} (${because})`)],
  ];
  return groups.flatMap(([title, texts]) => (texts.length === 0 ? [] : [`${title}: ${listSome(texts)}`]));
}

function describeType({ column, field, type }: ColumnReport): string {
  const name = field.slice(field.indexOf('.') + 1);
  const from = name === column || field === column ? '' : ` from ${column}`;
  return `${name}${from}${type === 'text' || type === 'json' ? '' : ` (${type})`}`;
}

function listSome(texts: readonly string[]): string {
  const rest = texts.length - MAX_LISTED;
  return texts.slice(0, MAX_LISTED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
