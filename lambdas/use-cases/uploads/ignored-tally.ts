import type { IgnoredField } from '../../core/catalog/reading-report.ts';
import type { IgnoredFields } from '../../ports/job-detail.ts';

/** A job lists at most so many pairs of field and reason, and sums up the others: a file may name any number of fields. */
export const MAX_LISTED_FIELDS = 50;
/** Of the name of a field at most so many characters are shown. */
const MAX_NAME_CHARACTERS = 100;

/** Counts the ignored values of an upload by field and reason, with bounded memory. */
export class IgnoredTally {
  readonly #fields = new Map<string, { field: string; reason: string; values: number }>();
  #values = 0;
  #otherValues = 0;

  /** @param before What an earlier attempt counted, to continue from. */
  constructor(before?: IgnoredFields) {
    for (const one of before?.fields ?? []) this.#fields.set(keyOf(one.field, one.reason), { ...one });
    this.#values = before?.values ?? 0;
    this.#otherValues = before?.otherValues ?? 0;
  }

  add({ field: name, reason }: Pick<IgnoredField, 'field' | 'reason'>): void {
    const field = name.slice(0, MAX_NAME_CHARACTERS);
    const key = keyOf(field, reason);
    const known = this.#fields.get(key);
    this.#values += 1;
    if (known) known.values += 1;
    else if (this.#fields.size < MAX_LISTED_FIELDS) this.#fields.set(key, { field, reason, values: 1 });
    else this.#otherValues += 1;
  }

  /** @returns undefined if no value was ignored. */
  get counts(): IgnoredFields | undefined {
    if (this.#values === 0) return undefined;
    const fields = [...this.#fields.values()].map((one) => ({ ...one }));
    return { values: this.#values, fields, ...(this.#otherValues > 0 && { otherValues: this.#otherValues }) };
  }
}

function keyOf(field: string, reason: string): string {
  return `${reason}\n${field}`;
}
