import { HttpProblem, invalidRequest } from './problems.ts';

export interface NumberRange {
  /** Inclusive. */
  readonly min: number;
  /** Inclusive. */
  readonly max: number;
}

const WHOLE_NUMBER = /^-?\d{1,15}$/;
const DECIMAL_NUMBER = /^-?\d{1,15}(\.\d{1,20})?(e[+-]?\d{1,3})?$/i;

/** The query string of a request. Unknown parameters are ignored; a known one that cannot be read is 400, one out of range 422. */
export class QueryParameters {
  readonly #parameters: URLSearchParams;

  constructor(rawQueryString: string) {
    this.#parameters = new URLSearchParams(rawQueryString);
  }

  /** @throws HttpProblem `malformed-parameter` when it is there twice. */
  text(name: string): string | undefined {
    const values = this.#parameters.getAll(name);
    if (values.length > 1) throw new HttpProblem('malformed-parameter', `${name} is given ${values.length} times`);
    return values[0];
  }

  /** @throws HttpProblem `malformed-parameter` when it is no whole number, `invalid-request` when out of range. */
  wholeNumber(name: string, range: NumberRange): number | undefined {
    return this.#number(name, range, WHOLE_NUMBER, 'a whole number');
  }

  /** @throws HttpProblem `malformed-parameter` when it is no number, `invalid-request` when out of range. */
  number(name: string, range: NumberRange): number | undefined {
    return this.#number(name, range, DECIMAL_NUMBER, 'a number');
  }

  /**
   * The entries of a list separated by commas; the parameter may come several times. Empty entries are left out.
   * @throws HttpProblem `invalid-request` when there are more than `maxEntries`.
   */
  list(name: string, maxEntries: number): string[] {
    const all = this.#parameters.getAll(name).flatMap((value) => value.split(','));
    const entries = all.filter((entry) => entry !== '');
    if (entries.length > maxEntries) {
      const detail = `${entries.length} entries, expected at most ${maxEntries}`;
      throw invalidRequest([{ parameter: name, code: 'too-big', detail }]);
    }
    return entries;
  }

  /**
   * A parameter that may come several times.
   * @throws HttpProblem `invalid-request` when it comes more than `maxEntries` times.
   */
  all(name: string, maxEntries: number): string[] {
    const entries = this.#parameters.getAll(name);
    if (entries.length <= maxEntries) return entries;
    const detail = `is given ${entries.length} times, expected at most ${maxEntries}`;
    throw invalidRequest([{ parameter: name, code: 'too-big', detail }]);
  }

  /** @throws HttpProblem `invalid-request` when it is none of the choices. */
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) {
      const detail = `is ${quoted(value)}, expected ${choices.join(' or ')}`;
      throw invalidRequest([{ parameter: name, code: 'wrong-value', detail }]);
    }
    return chosen;
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

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
