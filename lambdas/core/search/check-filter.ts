import { filterFieldNames, productFields } from '../catalog/product.ts';
import { nearestName } from '../settings/check-values.ts';
import type { FieldCatalog, ValueKind } from './field-catalog.ts';
import {
  type Condition,
  type Filter,
  formatPath,
  type InRange,
  type InWords,
  listConditions,
  parseNumber,
} from './filter.ts';
import { categoryFieldNames, FIELD_MAPS, isFieldName } from './product-fields.ts';

/** Names shown in a message. */
const MAX_SHOWN_NAMES = 20;

/** What `filter` and other parameters accept as a field. */
const FIELD_FORMS = [...filterFieldNames, ...FIELD_MAPS.map((map) => `${map}.NAME`)].join(', ');

/**
 * Why a filter cannot be applied, as a sentence for each condition: a field that no product has, a range over words, a
 * word for a number. An answer without products would hide the mistake.
 * @param fields The fields of the index. Without them, only what follows from the names is checked.
 */
export function findFilterFaults(filter: Filter, fields?: FieldCatalog): string[] {
  return listConditions(filter).flatMap((condition) => {
    const fault = findFieldFault(condition.field, fields) ?? findKindFault(condition, fields);
    return fault === undefined ? [] : [fault];
  });
}

/**
 * The fields of a filter that are probably misspelled: no known product has them, but one with a similar name.
 * @param seen The fields of some of the products.
 */
export function findMisspelledFields(filter: Filter, seen: FieldCatalog): string[] {
  const names = [...seen.fieldNames()].sort();
  const unseen = new Set(
    listConditions(filter)
      .map(({ field }) => field)
      .filter((field) => !names.includes(field)),
  );
  return [...unseen].flatMap((field) => {
    const meant = suggestField(field, names);
    return meant === undefined ? [] : [`no product that was looked at has the field ${field}: did you mean ${meant}?`];
  });
}

/** Why a name cannot be used as a field: it has no form of a field, or no product of the index has it. */
function findFieldFault(name: string, fields?: FieldCatalog): string | undefined {
  const isField = isFieldName(name);
  const names = [...(fields?.fieldNames() ?? filterFieldNames)].sort();
  if (isField && (fields === undefined || names.length === 0 || names.includes(name))) return undefined;
  const problem = isField
    ? `no product has the field ${name} with a value to filter by`
    : `${JSON.stringify(name)} is no field, expected ${FIELD_FORMS}`;
  const nearest = suggestField(name, names);
  if (nearest !== undefined) return `${problem}: did you mean ${nearest}?`;
  if (!isField) return problem;
  const more = names.length > MAX_SHOWN_NAMES ? ` and ${names.length - MAX_SHOWN_NAMES} more` : '';
  return `${problem}; the fields of the products are ${names.slice(0, MAX_SHOWN_NAMES).join(', ')}${more}`;
}

/** The field with the nearest name, without `attributes.` and `payload.`: a long prefix would make all names alike. */
function suggestField(name: string, names: readonly string[]): string | undefined {
  const bares = names.map(withoutMap);
  const nearest = nearestName(withoutMap(name), bares);
  if (nearest !== undefined) return names[bares.indexOf(nearest)];
  return isFieldName(name) ? undefined : nearestName(name, names);
}

function withoutMap(name: string): string {
  const map = FIELD_MAPS.find((one) => name.startsWith(`${one}.`));
  return map === undefined ? name : name.slice(map.length + 1);
}

/** Why the products cannot be grouped by a field. */
export function findGroupFault(field: string, fields?: FieldCatalog): string | undefined {
  const kinds = readKinds(field, fields);
  const isGroup = kinds === undefined || [...kinds].some((kind) => kind !== 'uncompared');
  return (
    findFieldFault(field, fields) ?? (isGroup ? undefined : `${field} holds ${NAMES.uncompared}: take another field`)
  );
}

const NAMES: Readonly<Record<ValueKind, string>> = {
  words: 'words',
  numbers: 'numbers such as 10 or 19.5',
  flags: 'true and false',
  uncompared: 'links or texts of more than 200 characters, which are not compared',
};

function findKindFault(condition: Condition, fields: FieldCatalog | undefined): string | undefined {
  if (condition.op !== 'range' && condition.op !== 'in') return undefined;
  const kinds = readKinds(condition.field, fields);
  const fault = condition.op === 'range' ? findRangeFault(condition, kinds) : findWordFault(condition, kinds);
  if (fault === undefined) return undefined;
  return kinds === undefined
    ? fault
    : `${fault}; ${condition.field} holds ${[...kinds].map((kind) => NAMES[kind]).join(' and ')}`;
}

/** The kinds of a field's values: those in the index, or what its name says; undefined if nothing is known. */
function readKinds(field: string, fields: FieldCatalog | undefined): ReadonlySet<ValueKind> | undefined {
  const kinds = fields?.kindsOf(field);
  if (kinds && kinds.size > 0) return kinds;
  const named = filterFieldNames.find((name) => name === field);
  return named && new Set([productFields[named].kind === 'number' ? 'numbers' : 'words']);
}

function findRangeFault(
  { field, min, max, above, below }: InRange,
  kinds: ReadonlySet<ValueKind> | undefined,
): string | undefined {
  if (kinds && !kinds.has('numbers')) return `a range of ${field} finds nothing: give the values, such as ${field}:A|B`;
  const low = Math.max(min ?? -Infinity, above ?? -Infinity);
  const high = Math.min(max ?? Infinity, below ?? Infinity);
  const isEmpty = low > high || (low === high && (low === above || high === below));
  const cure = low > high ? 'exchange the bounds' : 'include both bounds for one number, or give two';
  return isEmpty ? `the range of ${field} from ${low} to ${high} holds no number: ${cure}` : undefined;
}

const FLAGS = new Set(['true', 'false']);

function findWordFault(
  { field, words, ignoreCase }: InWords,
  kinds: ReadonlySet<ValueKind> | undefined,
): string | undefined {
  const empty = words.find((word) => word === '' || (categoryFieldNames.has(field) && hasEmptyStep(word)));
  if (empty !== undefined) return `${JSON.stringify(empty)} is empty or has an empty step: give a value of ${field}`;
  const canBe = (word: string) =>
    kinds === undefined ||
    kinds.has('words') ||
    (kinds.has('numbers') && parseNumber(word) !== undefined) ||
    (kinds.has('flags') && FLAGS.has(ignoreCase ? word.toLowerCase() : word));
  const wrong = words.find((word) => !canBe(word));
  return wrong === undefined ? undefined : `${JSON.stringify(wrong)} cannot be a value of ${field}`;
}

function hasEmptyStep(word: string): boolean {
  return formatPath(word).split(' > ').includes('');
}
