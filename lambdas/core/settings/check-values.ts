import { cutText } from '../errors/cut-text.ts';
import { describeRule, type Rule, type SettingTable } from './setting.ts';

/** Why a value cannot be used. */
export interface SettingFault {
  readonly code: 'unknown-field' | 'wrong-type' | 'out-of-range';
  /** Where the value is (JSON Pointer, RFC 6901). */
  readonly pointer: string;
  /** What is wrong and what to do, to be read after the pointer. */
  readonly problem: string;
}

/**
 * The first value that a table of settings does not accept; undefined if it accepts all.
 * @param values Any of the settings by name. @param pointer The place of `values` in the whole, '' for the top.
 */
export function findFault(
  table: SettingTable,
  values: Readonly<Record<string, unknown>>,
  pointer = '',
): SettingFault | undefined {
  for (const [name, value] of Object.entries(values)) {
    const at = `${pointer}/${name}`;
    const fault = Object.hasOwn(table, name) ? ruleFault(table[name]!.rule, value, at) : unknownFault(table, name, at);
    if (fault) return fault;
  }
  return undefined;
}

/** Of a refused value so many characters are shown. */
const MAX_SHOWN_CHARACTERS = 200;

/** `is 7, expected a number in [0, 1]`: the sentence of every refused value. */
export function describeProblem(value: unknown, expected: string): string {
  return `is ${cutText(String(JSON.stringify(value)), MAX_SHOWN_CHARACTERS)}, expected ${expected}`;
}

function unknownFault(table: SettingTable, name: string, pointer: string): SettingFault {
  const names = Object.keys(table);
  const nearest = nearestName(name, names);
  const cure = nearest ? `did you mean ${nearest}?` : `the settings are ${names.join(', ')}`;
  return { code: 'unknown-field', pointer, problem: `is not a setting: ${cure}` };
}

function ruleFault(rule: Rule, value: unknown, pointer: string): SettingFault | undefined {
  if (rule.kind === 'number' && rule.isList) return listFault(rule, value, pointer);
  if (isAccepted(rule, value)) return undefined;
  if (rule.kind === 'names')
    return { code: 'wrong-type', pointer, problem: describeProblem(value, describeRule(rule)) };
  const isTypeRight =
    typeof value === (rule.kind === 'flag' ? 'boolean' : rule.kind === 'number' ? 'number' : 'string');
  // For a choice, every wrong value is out of range, even one that is no string.
  const code = isTypeRight || rule.kind === 'choice' ? 'out-of-range' : 'wrong-type';
  return { code, pointer, problem: describeProblem(value, describeRule(rule)) };
}

function listFault(rule: Extract<Rule, { kind: 'number' }>, value: unknown, pointer: string): SettingFault | undefined {
  if (!Array.isArray(value))
    return { code: 'wrong-type', pointer, problem: describeProblem(value, describeRule(rule)) };
  const faults = value.map((one, i) => ruleFault({ ...rule, isList: false }, one, `${pointer}/${i}`));
  return faults.find((fault) => fault !== undefined);
}

function isAccepted(rule: Rule, value: unknown): boolean {
  if (rule.kind === 'flag') return typeof value === 'boolean';
  if (rule.kind === 'names') return Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== '');
  if (rule.kind === 'choice') return typeof value === 'string' && rule.names.includes(value);
  if (rule.word !== undefined && value === rule.word) return true;
  const isInRange = typeof value === 'number' && value >= rule.min && value <= rule.max;
  return isInRange && (!rule.isWhole || Number.isInteger(value));
}

/** The name that needs the fewest edits, if they are at most a third of its letters. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const mostEdits = (one: string) => Math.max(1, Math.floor(one.length / 3));
  // As many edits as the lengths differ are needed. A name may be as long as a request, which would take minutes.
  const alike = names.filter((one) => Math.abs(one.length - name.length) <= mostEdits(one));
  const distances = alike.map((one) => editDistance(name.toLowerCase(), one.toLowerCase()));
  const least = Math.min(...distances);
  const nearest = alike[distances.indexOf(least)];
  return nearest !== undefined && least <= mostEdits(nearest) ? nearest : undefined;
}

/**
 * Letters to insert, delete or replace to turn one text into another (Levenshtein 1966), by one row of the table at a
 * time.
 */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
