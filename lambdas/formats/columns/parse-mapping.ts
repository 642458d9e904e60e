import { errorText } from '../../core/errors/error-text.ts';
import { FormatError } from '../files/format-error.ts';
import { describeIssue } from '../files/rejected-record.ts';
import { type ReadingSchema, readingSchema } from '../schemas/reading-schema.ts';

/**
 * The mapping in a file.
 * @param name The name of the file, for messages.
 * @throws FormatError `invalid-mapping`
 */
export function parseMapping(name: string, text: string): ReadingSchema {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new FormatError('invalid-mapping', `${name} is no JSON: ${errorText(cause)}`);
  }
  return checkMapping(name, json);
}

/**
 * The mapping of `FIELD=COLUMN` texts, as `--map` gives them. A later text for a field replaces an earlier one.
 * @throws FormatError `invalid-mapping`
 */
export function parseMappedFields(texts: readonly string[]): ReadingSchema {
  const fields = texts.map((text) => {
    const at = text.indexOf('=');
    if (at > 0 && at < text.length - 1) return [text.slice(0, at).trim(), text.slice(at + 1).trim()] as const;
    throw new FormatError('invalid-mapping', `--map is ${text}, expected FIELD=COLUMN, such as id=Handle`);
  });
  return checkMapping('--map', { fields: Object.fromEntries(fields) });
}

function checkMapping(name: string, value: unknown): ReadingSchema {
  const parsed = readingSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new FormatError('invalid-mapping', `${name}: ${describeIssue(parsed.error)}`);
}

/** One mapping over another: its fields, types and separators replace those of the other. */
export function joinMappings(below: ReadingSchema, above: ReadingSchema): ReadingSchema {
  const joined = { ...below, ...above };
  for (const part of ['fields', 'types', 'listSeparators', 'category'] as const) {
    if (below[part] && above[part]) Object.assign(joined, { [part]: { ...below[part], ...above[part] } });
  }
  return joined;
}
