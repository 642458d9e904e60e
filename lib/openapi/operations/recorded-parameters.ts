import { type NumberRange, QueryParameters } from '../../../lambdas/http/query-parameters.ts';
import type { JsonSchema } from '../schemas/json-schema.ts';

/** A query parameter as the code reads it. */
export interface RecordedParameter {
  readonly schema: JsonSchema;
  /** Of a list: whether each entry is a parameter of its own; otherwise commas separate the entries. */
  readonly isRepeated?: boolean;
}

/** Notes what is read of a query, and answers as an empty query does. */
class ParameterRecorder extends QueryParameters {
  readonly recorded = new Map<string, RecordedParameter>();

  constructor() {
    super('');
  }

  override text(name: string): undefined {
    this.recorded.set(name, { schema: { type: 'string' } });
  }

  override wholeNumber(name: string, { min, max }: NumberRange): undefined {
    this.recorded.set(name, { schema: { type: 'integer', minimum: min, maximum: max } });
  }

  override number(name: string, { min, max }: NumberRange): undefined {
    this.recorded.set(name, { schema: { type: 'number', minimum: min, maximum: max } });
  }

  override list(name: string, maxItems: number): string[] {
    this.recorded.set(name, { schema: { type: 'array', items: { type: 'string' }, maxItems }, isRepeated: false });
    return [];
  }

  override all(name: string, maxItems: number): string[] {
    this.recorded.set(name, { schema: { type: 'array', items: { type: 'string' }, maxItems }, isRepeated: true });
    return [];
  }

  override choice<Choice extends string>(name: string, choices: readonly Choice[]): undefined {
    this.recorded.set(name, { schema: { type: 'string', enum: [...choices] } });
  }

  override choices<Choice extends string>(name: string, choices: readonly Choice[]): Choice[] {
    const items = { type: 'string', enum: [...choices] };
    this.recorded.set(name, { schema: { type: 'array', items }, isRepeated: false });
    return [];
  }
}

/** Reads a query. What it returns may name the defaults of its parameters. */
export type QueryReader = (query: QueryParameters) => object;

/**
 * The query parameters of an operation, from the function that reads them: so the document says what the code does. What
 * the function returns for an empty query is the default of the parameter of this name.
 * @param read It must read every parameter in every case, not only if another one is given.
 */
export function recordParameters(read: QueryReader): ReadonlyMap<string, RecordedParameter> {
  const recorder = new ParameterRecorder();
  const defaults: Readonly<Record<string, unknown>> = { ...read(recorder) };
  for (const [name, { schema }] of recorder.recorded) {
    if (typeof defaults[name] === 'number') schema.default = defaults[name];
  }
  return recorder.recorded;
}
