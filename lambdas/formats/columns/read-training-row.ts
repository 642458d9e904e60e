import type * as z from 'zod';
import type { JudgingRow, TrainingRow } from '../../core/catalog/training-row.ts';
import type { RawRecord } from '../files/raw-record.ts';
import { describeIssue, type FormatRecord, rejectRecord } from '../files/rejected-record.ts';
import { judgingRowSchema } from '../schemas/judging-schema.ts';
import { chooseTrainingRowSchema, trainingLimits } from '../schemas/training-schema.ts';
import { describeIgnored, IgnoredFields } from '../values/ignored-fields.ts';
import { readText } from '../values/plain-values.ts';
import { spreadItems } from './item-entries.ts';
import { isRecord } from './key-reader.ts';
import {
  readEventTime,
  readGroupKind,
  readIds,
  readOptionalReference,
  readQuantities,
  readReference,
  readSessionId,
} from './training-values.ts';

type Fields = Readonly<Record<string, unknown>>;
/** Turns the values of a row into those that its schema expects. What cannot be read stays, and the schema refuses it. */
type FieldReader = (row: Fields, ignored: IgnoredFields) => unknown;

/** The reader of each field of a training row, in any kind of row. */
const trainingReaders: Readonly<Record<string, FieldReader>> = {
  anchor: ({ anchor }, ignored) => readReference(anchor, 'anchor', ignored),
  positive: ({ positive }, ignored) => readReference(positive, 'positive', ignored),
  negative: ({ negative }, ignored) => readOptionalReference(negative, 'negative', ignored),
  query: ({ query }, ignored) => readText(query, 'query', ignored, trainingLimits.queryCharacters) ?? query,
  items: ({ items }, ignored) => cutList(readIds(items, 'items', ignored), ignored),
  quantities: ({ quantities, items }, ignored) =>
    readQuantities(quantities, items, ignored)?.slice(0, trainingLimits.groupItems),
  kind: ({ kind }) => readGroupKind(kind),
  at: ({ at }, ignored) => readEventTime(at, ignored),
  sessionId: ({ sessionId }, ignored) => readSessionId(sessionId, ignored),
};

const judgingReaders: Readonly<Record<string, FieldReader>> = {
  query: ({ query }, ignored) => readReference(query, 'query', ignored),
  relevant: ({ relevant }, ignored) => readIds(relevant, 'relevant', ignored),
  mask: ({ mask }, ignored) => (mask === null ? undefined : readIds(mask, 'mask', ignored)),
  slice: ({ slice }) => slice ?? undefined,
};

function cutList(items: unknown, ignored: IgnoredFields): unknown {
  if (!Array.isArray(items) || items.length <= trainingLimits.groupItems) return items;
  ignored.add('items', 'too-many', items);
  return items.slice(0, trainingLimits.groupItems);
}

/** The training row of a record. A value that is not needed, and cannot be read, costs the value. */
export function readTrainingRow(record: RawRecord, isStrict: boolean): FormatRecord<TrainingRow> {
  const schema = chooseTrainingRowSchema(record.value);
  // The schema has the fields of the kinds of training rows.
  return readRow(record, schema, trainingReaders, isStrict) as FormatRecord<TrainingRow>;
}

/** The judging row of a record, as `readTrainingRow`. */
export function readJudgingRow(record: RawRecord, isStrict: boolean): FormatRecord<JudgingRow> {
  return readRow(record, judgingRowSchema, judgingReaders, isStrict) as FormatRecord<JudgingRow>;
}

function readRow(
  { line, value, text }: RawRecord,
  schema: z.ZodObject,
  readers: Readonly<Record<string, FieldReader>>,
  isStrict: boolean,
): FormatRecord<unknown> {
  const ignored = new IgnoredFields();
  const parsed = schema.safeParse(isRecord(value) ? readFields(spreadItems(value), schema, readers, ignored) : value);
  if (!parsed.success) return rejectRecord(line, 'invalid-record', describeIssue(parsed.error), text);
  const fields = ignored.list();
  if (fields === undefined) return { ok: true, line, value: parsed.data };
  if (isStrict) return rejectRecord(line, 'invalid-record', describeIgnored(fields[0]!), text);
  return { ok: true, line, value: parsed.data, ignored: fields };
}

/** The fields of the schema, read; others are ignored. */
function readFields(
  row: Fields,
  { shape }: z.ZodObject,
  readers: Readonly<Record<string, FieldReader>>,
  ignored: IgnoredFields,
): Fields {
  const entries = Object.keys(row).flatMap((name) => {
    if (!Object.hasOwn(shape, name)) {
      if (row[name] !== null) ignored.add(name, 'unknown-field', row[name]);
      return [];
    }
    const read = Object.hasOwn(readers, name) ? readers[name]!(row, ignored) : row[name];
    return read === undefined ? [] : [[name, read] as const];
  });
  return Object.fromEntries(entries);
}
