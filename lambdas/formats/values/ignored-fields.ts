import type { IgnoredField, IgnoredReason } from '../../core/catalog/reading-report.ts';

/** Of an ignored value the reports show so many characters. */
const MAX_EXAMPLE_CHARACTERS = 60;
/** Of an ignored list or object so many entries. */
const MAX_EXAMPLE_ENTRIES = 10;

/** Collects the values of one record that are left out or cut: each field once, with the first reason. */
export class IgnoredFields {
  /** Made for the first ignored field: most records have none. */
  #fields: Map<string, IgnoredField> | undefined;
  readonly #prefix: string;

  /** @param prefix Before the name of each field: `anchor.` for a product inside a training row. Default: none. */
  constructor(prefix = '') {
    this.#prefix = prefix;
  }

  /** @returns undefined, as the value that takes the place of the ignored one. */
  add(field: string, reason: IgnoredReason, value: unknown): undefined {
    this.#fields ??= new Map();
    const name = this.#prefix + field;
    if (!this.#fields.has(name)) this.#fields.set(name, { field: name, reason, example: showValue(value) });
  }

  /** Adds the fields of a part of the record. */
  addAll(fields: readonly IgnoredField[]): void {
    this.#fields ??= new Map();
    for (const field of fields) if (!this.#fields.has(field.field)) this.#fields.set(field.field, field);
  }

  /** Undefined if nothing was ignored. */
  list(): readonly IgnoredField[] | undefined {
    return this.#fields?.size ? [...this.#fields.values()] : undefined;
  }
}

/** The beginning of a value. Of lists and objects the first level alone is shown: they may be nested without end. */
function showValue(value: unknown): string {
  if (typeof value !== 'object' || value === null) return cutText(String(value), MAX_EXAMPLE_CHARACTERS);
  const entries = Object.entries(value)
    .slice(0, MAX_EXAMPLE_ENTRIES)
    .map(([name, one]) => [name, showEntry(one)]);
  const shown = Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
  return cutText(JSON.stringify(shown), MAX_EXAMPLE_CHARACTERS);
}

function showEntry(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) return '…';
  return typeof value === 'string' ? cutText(value, MAX_EXAMPLE_CHARACTERS) : value;
}

/** The first characters of a text, without half a surrogate pair at the end. */
export function cutText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const isBetweenHalves = /[\ud800-\udbff]/.test(text[maxCharacters - 1]!);
  return text.slice(0, isBetweenHalves ? maxCharacters - 1 : maxCharacters);
}

/** What was ignored, in one line: `price: not-a-number: cheap`. */
export function describeIgnored({ field, reason, example }: IgnoredField): string {
  return `${field}: ${reason}: ${example}`;
}
