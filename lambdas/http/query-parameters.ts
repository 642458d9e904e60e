import { nearestName } from '../core/settings/check-values.ts';
import { plainText, readEscapedText, splitAtSign } from './escaped-text.ts';
import { HttpProblem, invalidRequest } from './problems.ts';

/** The allowed values of a number; both ends are inclusive. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
}

/** The limit of S3 and DynamoDB for a key. */
export const MAX_IDENTIFIER_BYTES = 1024;
/** What stands for bytes that cannot be decoded. */
const REPLACEMENT = '\uFFFD';
const WHOLE_NUMBER = /^-?\d{1,15}$/;
const DECIMAL_NUMBER = /^-?\d{1,15}(\.\d{1,20})?(e[+-]?\d{1,3})?$/i;

/** The query string of a request. A malformed parameter is status 400, one out of range 422. */
export class QueryParameters {
  readonly #raw: string;
  readonly #parameters: URLSearchParams;

  constructor(rawQueryString: string) {
    this.#raw = rawQueryString;
    this.#parameters = new URLSearchParams(rawQueryString);
  }

  /**
   * Refuses parameters that the operation does not have: ignoring them would answer another question.
   * @param known The names of its parameters, each with other names for it.
   * @throws HttpProblem `invalid-request`
   */
  refuseOthers(known: Readonly<Record<string, readonly string[]>>): void {
    const faults = [...new Set(this.#parameters.keys())]
      .filter((name) => !Object.hasOwn(known, name))
      .map((name) => {
        const detail = `is not a parameter: ${adviseName(name, known)}`;
        return { parameter: name.slice(0, 100), code: 'unknown-parameter', detail };
      });
    if (faults.length > 0) throw invalidRequest(faults);
  }

  /** @throws HttpProblem `malformed-parameter` when the parameter is given twice */
  text(name: string): string | undefined {
    const values = this.#parameters.getAll(name);
    if (values.length > 1)
      throw new HttpProblem('malformed-parameter', `${name} is given ${values.length} times, expected once`);
    return values[0];
  }

  /**
   * An id or a key. Bytes that are no UTF-8 are refused: they would name something else.
   * @throws HttpProblem `malformed-parameter`, or `invalid-request` when it is empty or longer than 1,024 bytes
   */
  identifier(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (value.includes(REPLACEMENT) && !/\uFFFD|%EF%BF%BD/i.test(this.#raw))
      throw new HttpProblem('malformed-parameter', `${name} is not UTF-8, percent-encoded`);
    const bytes = Buffer.byteLength(value);
    if (bytes >= 1 && bytes <= MAX_IDENTIFIER_BYTES) return value;
    const detail = `has ${bytes} bytes, expected 1 to ${MAX_IDENTIFIER_BYTES}`;
    throw invalidRequest([{ parameter: name, code: bytes === 0 ? 'too-small' : 'too-big', detail }]);
  }

  /** @throws HttpProblem `malformed-parameter` when it is not a whole number, `invalid-request` when it is out of range */
  wholeNumber(name: string, range: NumberRange): number | undefined {
    return this.#number(name, range, WHOLE_NUMBER, 'a whole number');
  }

  /** @throws HttpProblem `malformed-parameter` when it is not a number, `invalid-request` when it is out of range */
  number(name: string, range: NumberRange): number | undefined {
    return this.#number(name, range, DECIMAL_NUMBER, 'a number');
  }

  /**
   * The entries of lists with commas; the parameter may be given several times. `\,` is a comma in an entry, `\\` a
   * backslash. Empty entries are ignored.
   * @throws HttpProblem `invalid-request` when there are more than `maxEntries`
   */
  list(name: string, maxEntries: number): string[] {
    const all = this.#parameters
      .getAll(name)
      .flatMap((value) => splitAtSign(readEscapedText(value, ','), ',').map(plainText));
    const entries = all.filter((entry) => entry !== '');
    if (entries.length > maxEntries) {
      const detail = `has ${entries.length} entries, expected at most ${maxEntries}`;
      throw invalidRequest([{ parameter: name, code: 'too-big', detail }]);
    }
    return entries;
  }

  /**
   * The values of a parameter that may be given several times.
   * @throws HttpProblem `invalid-request` when it is given more than `maxEntries` times
   */
  all(name: string, maxEntries: number): string[] {
    const entries = this.#parameters.getAll(name);
    if (entries.length <= maxEntries) return entries;
    const detail = `is given ${entries.length} times, expected at most ${maxEntries}`;
    throw invalidRequest([{ parameter: name, code: 'too-big', detail }]);
  }

  /** @throws HttpProblem `invalid-request` when it is not one of the choices */
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : chosen(name, value, choices);
  }

  /**
   * The entries of a list with commas, each once; the parameter may be given several times.
   * @throws HttpProblem `invalid-request` when an entry is not one of the choices
   */
  choices<Choice extends string>(name: string, choices: readonly Choice[]): Choice[] {
    const entries = this.#parameters.getAll(name).flatMap((value) => value.split(','));
    return [...new Set(entries.map((entry) => chosen(name, entry, choices)))];
  }

  #number(name: string, { min, max }: NumberRange, form: RegExp, what: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!form.test(text)) throw new HttpProblem('malformed-parameter', `${name} is ${quoted(text)}, expected ${what}`);
    const value = Number(text);
    if (value < min || value > max) {
      const detail = `is ${text}, expected ${min} to ${max}`;
      throw invalidRequest([{ parameter: name, code: value < min ? 'too-small' : 'too-big', detail }]);
    }
    return value;
  }
}

/** What to write instead of an unknown name. @param known The names, each with other names for it. */
export function adviseName(name: string, known: Readonly<Record<string, readonly string[]>>): string {
  const names = Object.keys(known);
  const meant = names.find((one) => known[one]!.includes(name)) ?? nearestName(name, names);
  return meant === undefined ? `expected ${names.join(', ')}` : `did you mean ${meant}?`;
}

function chosen<Choice extends string>(name: string, value: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  const detail = `is ${quoted(value)}, expected ${choices.join(' or ')}`;
  throw invalidRequest([{ parameter: name, code: 'wrong-value', detail }]);
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}

const DEFAULT_PAGE_LIMIT = 20;

/** The parameters of a page, and names that are used for them elsewhere. */
export const PAGE_PARAMETERS = {
  limit: ['k', 'n', 'top', 'count', 'size', 'pageSize'],
  cursor: ['after', 'page', 'offset', 'nextCursor'],
} as const;

/**
 * The page of a listing by `limit` (1 to 100, default 20) and `cursor`.
 * @param others The listing's other parameters. @default none
 * @throws HttpProblem when a parameter is malformed, or is none of the listing
 */
export function readPageRequest(
  query: QueryParameters,
  others: Readonly<Record<string, readonly string[]>> = {},
): { limit: number; cursor?: string } {
  query.refuseOthers({ ...others, ...PAGE_PARAMETERS });
  const limit = query.wholeNumber('limit', { min: 1, max: 100 }) ?? DEFAULT_PAGE_LIMIT;
  const cursor = query.text('cursor');
  return cursor === undefined ? { limit } : { limit, cursor };
}

/** A page of uploads, or the upload with a `key`. @throws as `readPageRequest` */
export function readUploadsRequest(query: QueryParameters) {
  return { key: query.identifier('key'), ...readPageRequest(query, { key: [] }) };
}

/** Which map is asked for: that of a model version; undefined for the live one. @throws HttpProblem `malformed-parameter`, `invalid-request` */
export function readMapRequest(query: QueryParameters): { readonly version: string | undefined } {
  query.refuseOthers({ version: [] });
  return { version: query.identifier('version') };
}
