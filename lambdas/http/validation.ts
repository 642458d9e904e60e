import * as z from 'zod';
import { jsonPointer } from '../core/errors/json-pointer.ts';
import { invalidRequest, MAX_FAULTS, type RequestFault } from './problems.ts';
import { adviseName } from './query-parameters.ts';

/** The codes of zod, and those of the API. */
const FAULT_CODES: Readonly<Record<string, string>> = {
  invalid_type: 'wrong-type',
  invalid_union: 'wrong-type',
  too_small: 'too-small',
  too_big: 'too-big',
  invalid_format: 'wrong-format',
  invalid_value: 'wrong-value',
  unrecognized_keys: 'unknown-field',
};

/**
 * The body as the schema reads it.
 * @throws HttpProblem `invalid-request`, with a JSON Pointer for each invalid place
 */
export function validateBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap(splitUnknown);
  throw invalidRequest(faults.map((issue) => ({ pointer: jsonPointer(issue.path), ...codeAndDetail(issue) })));
}

/** One issue for each field that an object does not have, at its place: zod makes one of all of them, at the object. */
function splitUnknown(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  const details = issue.message.split(BETWEEN_DETAILS);
  return issue.keys.map((key, i) => ({
    code: 'custom',
    path: [...issue.path, key],
    message: details[i] ?? issue.message,
    params: { code: FAULT_CODES[issue.code] },
  }));
}

/** Between what is said of one unknown field and of the next one. Names of fields are in JSON, which escapes it. */
const BETWEEN_DETAILS = '\n';

function codeAndDetail(issue: z.core.$ZodIssue): Pick<RequestFault, 'code' | 'detail'> {
  const code: unknown = issue.code === 'custom' ? issue.params?.code : FAULT_CODES[issue.code];
  return { code: typeof code === 'string' ? code : 'wrong-value', detail: issue.message };
}

/**
 * An array whose length is checked before its entries, so that a million bad entries cost nothing.
 * @param min inclusive  @param max inclusive
 */
export function boundedArray<Entry extends z.ZodType>(entry: Entry, min: number, max: number) {
  return z.array(z.unknown()).min(min).max(max).pipe(z.array(entry));
}

/** One kind of value that a schema accepts: whether a value is of this kind, and the schema that it must then meet. */
export type Kind<Output> = readonly [isOfKind: (value: unknown) => boolean, schema: z.ZodType<Output>];

const kindsOfSchemas = new WeakMap<z.core.$ZodType, readonly Kind<unknown>[]>();

/** The kinds that a schema of `selectSchema` accepts; undefined for any other schema. */
export function listKinds(schema: z.core.$ZodType): readonly Kind<unknown>[] | undefined {
  return kindsOfSchemas.get(schema);
}

/**
 * An object that has no other fields. A fault of a field that it does not have says which one may be meant.
 * @param others Other names for the fields (default none).
 */
export function closedObject<Shape extends z.ZodRawShape>(
  shape: Shape,
  others: Readonly<Record<string, readonly string[]>> = {},
) {
  const known = Object.fromEntries(Object.keys(shape).map((name) => [name, others[name] ?? []]));
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      const details = (issue.keys as string[]).slice(0, MAX_FAULTS).map((name) => {
        return `${JSON.stringify(name.slice(0, 100))} is no field here: ${adviseName(name, known)}`;
      });
      return details.join(BETWEEN_DETAILS);
    },
  });
}

/**
 * A schema that selects another schema by the value: that of the first kind. Its faults name the place inside the value; a
 * union would only report that no schema fits.
 * @param expected What is wrong with a value of no kind.
 */
export function selectSchema<Output>(kinds: readonly Kind<Output>[], expected: string) {
  const schema = z.unknown().transform((value, context): Output => {
    const kind = kinds.find(([isOfKind]) => isOfKind(value));
    const parsed = (kind === undefined ? z.never({ error: expected }) : kind[1]).safeParse(value);
    if (parsed.success) return parsed.data;
    // After these no transform runs. zod would go on after unknown fields, as if the value was sound.
    for (const issue of parsed.error.issues.flatMap(splitUnknown)) context.issues.push({ ...issue, input: undefined });
    return z.NEVER;
  });
  kindsOfSchemas.set(schema, kinds);
  return schema;
}
