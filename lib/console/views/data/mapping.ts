import type { Upload } from '../../../client/generated/schemas.ts';

/** Fields that one column can be. */
export const SINGLE_FIELDS = ['id', 'title', 'description', 'brand', 'category', 'price'] as const;
/** Groups of fields that are named by the shop, and `ignored`. */
export const OTHER_FIELDS = ['attributes', 'payload', 'ignored'] as const;
/** `kept`: what the service finds, or a field that this editor does not offer, such as `vectors`. */
export type FieldChoice = (typeof SINGLE_FIELDS)[number] | (typeof OTHER_FIELDS)[number] | 'kept';

/** How a column is read, and how it should be. */
export interface MappingRow {
  readonly column: string;
  /** As the service read it, such as `attributes.colour`; undefined if it read no column. */
  readonly before: string | undefined;
  /** Whether the stored mapping said so. */
  readonly isGiven: boolean;
  readonly field: FieldChoice;
}

/** The content of `catalog.schema.json` that this editor writes. */
export interface Mapping {
  readonly fields?: Readonly<Record<string, string>>;
  readonly types?: Readonly<Record<string, 'ignore'>>;
}

/** The rows of a job: its columns, or those that the service or the page has found. */
export function rowsOf(upload: Upload, seen: readonly string[] = []): MappingRow[] {
  const read = upload.file?.columns ?? [];
  if (read.length > 0)
    return read.map(({ column, field, because }) => ({
      column,
      before: field,
      isGiven: because.includes('the mapping'),
      field: choiceOf(field),
    }));
  const columns = seen.length > 0 ? seen : columnsOfCause(upload.cause ?? '');
  return columns.map((column) => ({ column, before: undefined, isGiven: false, field: 'kept' }));
}

function choiceOf(field: string): FieldChoice {
  const [group = field] = field.split('.');
  const all: readonly string[] = [...SINGLE_FIELDS, ...OTHER_FIELDS];
  return all.includes(group) ? (group as FieldChoice) : 'kept';
}

/** The columns that the service names when it refuses a file: `no column for the id; found: Farbe, Title; map ...`. */
function columnsOfCause(cause: string): string[] {
  const [, list = ''] = /found: (.+?)(?:;|$)/.exec(cause) ?? [];
  return list.split(', ').filter((name) => name !== '' && !/^(and )?\d+ more$/.test(name));
}

/** Chooses the field of a column. A field that only one column can be is taken from the other, which becomes an attribute. */
export function chooseField(rows: readonly MappingRow[], column: string, field: FieldChoice): MappingRow[] {
  const isSingle = (SINGLE_FIELDS as readonly string[]).includes(field);
  return rows.map((row) => {
    if (row.column === column) return { ...row, field };
    if (!isSingle || row.field !== field) return row;
    return { ...row, field: row.before === undefined ? 'kept' : 'attributes' };
  });
}

/** The mapping that says what was changed, and what the stored mapping said before: the file replaces that one. */
export function buildMapping(rows: readonly MappingRow[]): Mapping {
  const told = rows.filter((row) => row.field !== 'kept' && (row.isGiven || isChanged(row)));
  const fields = told.filter(({ field }) => field !== 'ignored').map((row) => [fieldOf(row), row.column] as const);
  const ignored = told.filter(({ field }) => field === 'ignored').map(({ column }) => [column, 'ignore'] as const);
  return {
    ...(fields.length > 0 && { fields: Object.fromEntries(fields) }),
    ...(ignored.length > 0 && { types: Object.fromEntries(ignored) }),
  };
}

/** Whether a column is to be read otherwise than before. */
export function isChanged({ before, field }: MappingRow): boolean {
  return (before === undefined ? 'kept' : choiceOf(before)) !== field;
}

/** Whether a column can stay what the service finds, without a choice of this editor. */
export function isKept({ before }: MappingRow): boolean {
  return before === undefined || choiceOf(before) === 'kept';
}

function fieldOf({ column, before, field }: MappingRow): string {
  if (field !== 'attributes' && field !== 'payload') return field;
  return before?.startsWith(`${field}.`) ? before : `${field}.${column}`;
}
