import type { Upload } from '../../../client/generated/schemas.ts';

/** The state of a job in a word. */
export const stateWords: Readonly<Record<Upload['state'], string>> = {
  running: 'Being read',
  succeeded: 'Read',
  failed: 'Failed',
  canceled: 'Canceled',
};

/** Counts of a job in the order in which they are shown. */
const countWords = [
  ['lines', 'lines read'],
  ['added', 'new products'],
  ['changed', 'changed products'],
  ['unchanged', 'unchanged products'],
  ['replaced', 'replaced by a later line'],
  ['stale', 'older than what is stored'],
  ['notEmbeddable', 'not readable by the model'],
  ['withoutTextVector', 'without a vector of the text'],
  ['removed', 'products that left'],
  ['heldOut', 'held out for judging'],
  ['unusable', 'good lines of no use'],
  ['rejected', 'lines rejected'],
] as const satisfies readonly (readonly [keyof Upload, string])[];

/** A count with its words. */
export interface Count {
  readonly name: string;
  readonly label: string;
  readonly count: number;
}

/** What became of the lines. Counts of nothing are left out, but for the lines and the rejected ones. */
export function countsOf(upload: Upload): Count[] {
  const all = countWords.map(([name, label]) => ({ name, label, count: upload[name] ?? -1 }));
  return all.filter(({ name, count }) => count > 0 || (count === 0 && (name === 'lines' || name === 'rejected')));
}

const delimiterWords: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
};

/** What a file was found to be: `csv, windows-1252, with semicolons, an export of shopify`. */
export function describeFile({ format, compression, encoding, delimiter, export: shop }: NonNullable<Upload['file']>) {
  const mark = delimiter && `with ${delimiterWords[delimiter] ?? delimiter}`;
  return [format, compression, encoding, mark, shop && `an export of ${shop}`].filter(Boolean).join(', ');
}

/** Reasons for values that were left out or cut, and for orders that do not count, in words. */
const reasonWords: Readonly<Record<string, string>> = {
  nested: 'an object or a list where a plain value belongs',
  'not-a-number': 'no number',
  'ambiguous-number': 'its decimal mark is unknown',
  negative: 'below zero',
  'not-finite': 'infinite',
  'not-a-time': 'no time, or one that could be two',
  'malformed-text': 'characters that are no text were left out',
  'too-long': 'too long: it was cut',
  'too-many': 'too many entries: the first ones stay',
  'wrong-type': 'another kind of value',
  duplicate: 'another value already fills the field',
  'bad-name': 'its name is empty, too long or reserved',
  'unknown-field': 'no such field',
  cancelled: 'cancelled or refunded, so nobody kept it',
  returned: 'as many were returned as bought',
  'test-order': 'a test order',
  'not-a-product': 'shipping, a fee, a tip or a gift card',
  'unknown-product': 'the product is in no catalog',
};

/** A reason in words; the reason itself if it is a new one. */
export function wordsOfReason(reason: string): string {
  return reasonWords[reason] ?? reason;
}
