import { isPayloadName } from '../../core/catalog/payload-names.ts';
import { nearestName } from '../../core/settings/check-values.ts';
import { FormatError } from '../files/format-error.ts';
import type { ReadingSchema } from '../schemas/reading-schema.ts';
import { parseAmount } from '../values/amounts.ts';
import { isName } from '../values/plain-values.ts';
import { type ColumnTarget, fieldTarget, formatTarget, parseTarget } from './column-targets.ts';
import { findNameFit, type MappedField, mappedFields, type NameFit } from './field-names.ts';
import { foldColumnName, splitNameWords } from './name-words.ts';

/** One use of a column: a mapping may use a column twice. */
export interface Assignment {
  readonly column: string;
  readonly target: ColumnTarget;
  readonly because: string;
}

/** The names of a file: of the columns of a table, or of the keys of JSON records. */
export interface FoundNames {
  /** The name of the file, for messages. */
  readonly file: string;
  readonly called: 'column' | 'key';
  /** In the order of the file. */
  readonly names: readonly string[];
  /** Whether any record has a value under the name. */
  readonly hasValues: (name: string) => boolean;
}

/** Names listed in a message. */
const MAX_LISTED = 30;
/** The rank of a column with the name of the field itself. */
const OWN_NAME: Omit<NameFit, 'field'> = { rank: -1, isWeak: false };

/** A column that may fill a field. */
interface Candidate {
  readonly column: string;
  readonly fit: Omit<NameFit, 'field'>;
}

/**
 * Finds what each column is by its name. Of several columns for one field, the first by the stated order of names is
 * taken; the others become attributes, and the reason says so.
 * @param sharesFields Whether the other columns fill the field too, in records without the first: keys of JSON records
 *   may differ from record to record. The assignments of a field are then in the order of preference.
 * @throws FormatError `unknown-column` if the mapping names a column that is not in the file; `missing-column` if no
 *   column gives the id.
 */
export function assignColumns(found: FoundNames, schema: ReadingSchema, sharesFields = false): Assignment[] {
  const assigned = readGivenFields(found, schema);
  const givenTargets = new Set(assigned.map(({ target }) => formatTarget(target)));
  const isFree = columnsOutside(assigned, schema);
  for (const field of mappedFields) {
    if (givenTargets.has(field)) continue;
    const candidates = rankColumns(found, field, isFree);
    assigned.push(...chooseColumns(field, sharesFields ? candidates : candidates.slice(0, 1), candidates));
  }
  if (found.names.length > 0 && !assigned.some(({ target }) => target.kind === 'id')) refuse(found, assigned);
  return [...assigned, ...assignByOwnNames(found, schema, assigned)];
}

function columnsOutside(assigned: readonly Assignment[], schema?: ReadingSchema): (column: string) => boolean {
  const columns = new Set(assigned.map(({ column }) => column));
  return (column) => !columns.has(column) && !(schema && typeOf(schema, column) === 'ignore');
}

/** The columns that the mapping names. Fields of other kinds of records are left out. */
function readGivenFields(found: FoundNames, { fields = {} }: ReadingSchema): Assignment[] {
  return Object.entries(fields).flatMap(([field, wanted]): Assignment[] => {
    const target = parseTarget(field);
    if (target.kind === 'ignored') return [];
    return [{ column: requireColumn(found, field, wanted), target, because: 'given by the mapping' }];
  });
}

/**
 * The column that a mapping means: its exact name, or the only one that differs in case, spaces and signs alone.
 * @throws FormatError `unknown-column`
 */
export function requireColumn({ file, called, names }: FoundNames, field: string, wanted: string): string {
  if (names.includes(wanted)) return wanted;
  const alike = names.filter((name) => foldColumnName(name) === foldColumnName(wanted));
  if (alike.length === 1) return alike[0]!;
  const nearest = nearestName(wanted, names);
  const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  throw new FormatError(
    'unknown-column',
    `${file} has no ${called} ${wanted}, which the mapping names for ${field}; found: ${listNames(names)}${hint}`,
  );
}

/** The columns that may fill a field: those with values first, then by their names, then in the order of the file. */
function rankColumns(
  { names, hasValues }: FoundNames,
  field: MappedField,
  isFree: (column: string) => boolean,
): Candidate[] {
  const candidates = names.filter(isFree).flatMap((column): Candidate[] => {
    if (column === field) return [{ column, fit: OWN_NAME }];
    const fit = findNameFit(column);
    return fit?.field === field ? [{ column, fit }] : [];
  });
  return candidates.sort(
    (a, b) => Number(hasValues(b.column)) - Number(hasValues(a.column)) || a.fit.rank - b.fit.rank,
  );
}

function chooseColumns(field: MappedField, chosen: readonly Candidate[], all: readonly Candidate[]): Assignment[] {
  // A code is the id of a product only if nothing else is: ids of two kinds in one catalog would be a mixture.
  const fitting = chosen.filter(({ fit }, i) => !fit.isWeak || i === 0);
  return fitting.map(({ column, fit }, i) => {
    const name = column === field ? 'its name' : `${fit.isWeak ? 'no better' : 'a'} name for the ${field}`;
    const isRival = (one: Candidate) => one.column !== column && (fit.isWeak || !one.fit.isWeak);
    const others = all.filter(isRival).map((one) => one.column);
    const preference = i > 0 ? ', if the others are absent' : others.length > 0 ? `, before ${listNames(others)}` : '';
    return { column, target: fieldTarget(field), because: name + preference };
  });
}

/** The type that the mapping gives to a column. */
export function typeOf({ types = {} }: ReadingSchema, column: string) {
  return Object.hasOwn(types, column) ? types[column] : undefined;
}

/** Attributes, and entries of the payload. Of two columns for one name the first counts. */
function assignByOwnNames(
  { names, called }: FoundNames,
  schema: ReadingSchema,
  assigned: readonly Assignment[],
): Assignment[] {
  const taken = new Set(assigned.map(({ target }) => formatTarget(target)));
  return names.filter(columnsOutside(assigned)).map((column) => {
    // JSON keys are checked in each record, which then counts them.
    if (called === 'column' && !isName(column))
      return { column, target: { kind: 'ignored' }, because: 'its name is empty, too long or reserved' };
    if (typeOf(schema, column) === 'ignore')
      return { column, target: { kind: 'ignored' }, because: 'ignored by the mapping' };
    const target = targetByOwnName(column);
    const name = formatTarget(target);
    if (taken.has(name)) return { column, target: { kind: 'ignored' }, because: `another column is ${name}` };
    taken.add(name);
    const because = target.kind === 'payload' ? 'named like stock, a picture, a link or a state' : 'its name';
    return { column, target, because };
  });
}

/** `payload.stock` and `attributes.colour` say what they are; other names decide by the rule of the payload. */
export function targetByOwnName(column: string): ColumnTarget {
  const written = parseTarget(column);
  if (written.kind === 'attributes' || written.kind === 'payload') return written;
  return { kind: isPayloadName(column) ? 'payload' : 'attributes', name: column };
}

/** Last words of names that may be an id: the hint of a message names the first such column. */
const ID_WORDS = new Set('id ids key uuid guid number no nr num code sku ref slug handle url link'.split(' '));

function refuse({ file, called, names }: FoundNames, assigned: readonly Assignment[]): never {
  const free = names.filter(columnsOutside(assigned));
  const likely = free.find((name) => ID_WORDS.has(splitNameWords(name).at(-1) ?? '')) ?? free[0] ?? names[0]!;
  const advice =
    (called === 'key' ? adviseKeys(names) : adviseHeader(names)) ?? `map one with --map id=${quoteWord(likely)}`;
  throw new FormatError('missing-column', `${file}: no ${called} for the id; found: ${listNames(names)}; ${advice}`);
}

/** What nobody calls a column: an address, a path, a code such as `p1` or `SKU-0012`. */
const VALUE = /^https?:|\S > \S|^\p{L}{0,3}[-_]?\d+$/u;

/** What to do if records stand under their ids: `{"p1": {...}, "p2": {...}}`. @returns undefined if they do not */
function adviseKeys(names: readonly string[]): string | undefined {
  const value = names.find((name) => VALUE.test(name));
  return (
    value && `${value} looks like an id: write a list of objects, each with its own id, such as [{"id": "${value}"}]`
  );
}

/**
 * What to do if the names are no header: all of them in one cell, or the values of a first record.
 * @returns undefined if they are one
 */
export function adviseHeader(names: readonly string[]): string | undefined {
  const whole = names.length === 1 ? names[0]! : '';
  if (/[,;\t|]/.test(whole)) return 'the names are one cell in quotes: remove the quotes around each whole line';
  const separator = /[\^~:¦#]|\s{2,}/.exec(whole)?.[0];
  if (separator !== undefined)
    return `the names seem to be separated by ${JSON.stringify(separator)}: use commas, semicolons, tabs or bars`;
  const value = names.find((name) => VALUE.test(name) || parseAmount(name) !== undefined);
  if (value === undefined) return undefined;
  return `${value} looks like a value: put a line with the names of the columns before the first one, such as id,title,price`;
}

function quoteWord(word: string): string {
  return /^[\w.-]+$/.test(word) ? word : `"${word}"`;
}

/** Names for a message, the first ones of many. */
export function listNames(names: readonly string[]): string {
  const rest = names.length - MAX_LISTED;
  return names.slice(0, MAX_LISTED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
