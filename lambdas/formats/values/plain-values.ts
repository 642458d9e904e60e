import type { AttributeValue, FieldKinds } from '../../core/catalog/product.ts';
import { productLimits } from '../schemas/product-schema.ts';
import { parseAmount, resolveAmount } from './amounts.ts';
import type { DecimalMark } from './currencies.ts';
import { cutText, type IgnoredFields } from './ignored-fields.ts';

/*
 * Readers of single values. Each returns undefined for an absent value (null), and for a value that cannot be read: that
 * one is added to the ignored fields.
 */

/** Names that objects of JavaScript do not hold as plain entries. */
const RESERVED_NAME = '__proto__';

/** A text; a number is written as text. A text over the limit is cut. */
export function readText(
  value: unknown,
  field: string,
  ignored: IgnoredFields,
  maxCharacters: number = productLimits.textCharacters,
): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') {
    const text = readCharacters(value, field, ignored);
    if (text.length <= maxCharacters) return text;
    ignored.add(field, 'too-long', text);
    return cutText(text, maxCharacters);
  }
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return ignored.add(field, reasonAgainstText(value), value);
}

/** Halves of surrogate pairs, and control characters that are no white space. */
const NO_CHARACTER = /(?![\t-\r])[\p{Cc}\p{Cs}]/u;
const NO_CHARACTERS = new RegExp(NO_CHARACTER, 'gu');

/** A text without what is no character: databases and terminals refuse it. */
function readCharacters(text: string, field: string, ignored: IgnoredFields): string {
  if (!NO_CHARACTER.test(text)) return text;
  ignored.add(field, 'malformed-text', text.replace(NO_CHARACTERS, '\ufffd'));
  return text.replace(NO_CHARACTERS, '');
}

function reasonAgainstText(value: unknown) {
  if (typeof value === 'object') return 'nested';
  return typeof value === 'number' ? 'not-finite' : 'wrong-type';
}

/**
 * A number, or an amount as people write it. An empty text is absent.
 * @param mark The decimal mark of amounts such as `1.299`, if it is known.
 */
export function readNumber(
  value: unknown,
  field: string,
  ignored: IgnoredFields,
  mark?: DecimalMark,
): number | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'object') return ignored.add(field, 'nested', value);
  if (typeof value === 'boolean') return ignored.add(field, 'wrong-type', value);
  const number = typeof value === 'number' ? value : readAmount(String(value), field, ignored, mark);
  if (number === undefined || Number.isFinite(number)) return number;
  return ignored.add(field, 'not-finite', value);
}

function readAmount(text: string, field: string, ignored: IgnoredFields, mark?: DecimalMark): number | undefined {
  const amount = parseAmount(text);
  if (amount === undefined) return ignored.add(field, 'not-a-number', text);
  return resolveAmount(amount, mark) ?? ignored.add(field, 'ambiguous-number', text);
}

/** A list of texts. Numbers and flags in it are written as text; other entries, and those over the limits, are left out. */
export function readTextList(values: readonly unknown[], field: string, ignored: IgnoredFields): string[] {
  const present = values.filter((value) => value !== null && value !== undefined);
  if (present.length > productLimits.attributeValues) ignored.add(field, 'too-many', values);
  return present.slice(0, productLimits.attributeValues).flatMap((value) => {
    const text = readText(typeof value === 'boolean' ? String(value) : value, field, ignored);
    return text === undefined ? [] : [text];
  });
}

/** What something costs: an amount that is not negative. */
export function readPrice(
  value: unknown,
  field: string,
  ignored: IgnoredFields,
  mark?: DecimalMark,
): number | undefined {
  const price = readNumber(value, field, ignored, mark);
  return price !== undefined && price < 0 ? ignored.add(field, 'negative', value) : price;
}

/** The value of an attribute: text, number, flag or list. */
export function readAttribute(value: unknown, field: string, ignored: IgnoredFields): AttributeValue | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return readNumber(value, field, ignored);
  return Array.isArray(value) ? readTextList(value, field, ignored) : readText(value, field, ignored);
}

/** Whether a shop may give this name to an attribute, a vector or an entry of the payload. */
export function isName(name: string): boolean {
  return name !== '' && name.length <= productLimits.nameCharacters && name !== RESERVED_NAME;
}

/** As `isName`; another name is added to the ignored fields. */
export function isUsableName(name: string, field: string, ignored: IgnoredFields): boolean {
  if (!isName(name)) ignored.add(field, 'bad-name', name);
  return isName(name);
}

/** A category, a path of categories, or several paths. */
export function readCategory(
  value: unknown,
  field: string,
  ignored: IgnoredFields,
): FieldKinds['category'] | undefined {
  if (!Array.isArray(value)) return readText(value, field, ignored);
  const hasPaths = value.some(Array.isArray);
  const limit = hasPaths ? productLimits.categoryPaths : productLimits.categorySteps;
  const present = value.filter((one) => one !== null);
  if (present.length > limit) ignored.add(field, 'too-many', value);
  return present.slice(0, limit).flatMap((one): (string | string[])[] => {
    if (Array.isArray(one)) return [readPath(one, field, ignored)];
    const step = readText(one, field, ignored);
    return step === undefined ? [] : [step];
  });
}

function readPath(steps: readonly unknown[], field: string, ignored: IgnoredFields): string[] {
  if (steps.length > productLimits.categorySteps) ignored.add(field, 'too-many', steps);
  return steps.slice(0, productLimits.categorySteps).flatMap((step) => readText(step, field, ignored) ?? []);
}

/** A vector of finite numbers. One bad number leaves out the whole vector: another length would be another vector. */
export function readVector(value: unknown, field: string, ignored: IgnoredFields): readonly number[] | undefined {
  if (value === null || value === undefined) return undefined;
  if (!Array.isArray(value) || value.length === 0) return ignored.add(field, 'wrong-type', value);
  if (value.length > productLimits.vectorNumbers) return ignored.add(field, 'too-many', value);
  const bad = value.find((one) => !Number.isFinite(one));
  if (value.every(Number.isFinite)) return value;
  return ignored.add(field, typeof bad === 'number' ? 'not-finite' : 'not-a-number', bad);
}
