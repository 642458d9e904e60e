import { DeploymentOptionsError } from './context-values.ts';

/*
 * The expressions of EventBridge Scheduler. Own code, because the packages that read cron do not know its form: six fields,
 * 1 for Sunday, and a question mark.
 */

interface CronField {
  readonly name: string;
  /** Both inclusive. */
  readonly range: readonly [number, number];
  /** In the order of their numbers, from the first of the range. */
  readonly names?: readonly string[];
  /** Other forms of the whole field. */
  readonly special?: RegExp;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const FIELDS: readonly CronField[] = [
  { name: 'minutes', range: [0, 59] },
  { name: 'hours', range: [0, 23] },
  { name: 'day of month', range: [1, 31], special: /^(?:\?|LW?|(?:[1-9]|[12]\d|3[01])W)$/ },
  { name: 'month', range: [1, 12], names: MONTHS },
  { name: 'day of week', range: [1, 7], names: WEEKDAYS, special: /^(?:\?|[1-7]?L|[1-7]#[1-5])$/ },
  { name: 'year', range: [1970, 2199] },
];
const DAY_OF_MONTH = 2;
const DAY_OF_WEEK = 4;

const FORM =
  'cron(minutes hours day-of-month month day-of-week year), such as cron(0 3 ? * MON-SAT *), or rate(6 hours)';

/**
 * Checks the expression of a schedule that repeats, so that a mistake shows before the deployment.
 * @param option The name of the option, for the error.
 * @throws DeploymentOptionsError `invalid-schedule`
 */
export function checkScheduleExpression(option: string, expression: string): void {
  const fault = findFault(expression);
  if (fault === undefined) return;
  throw new DeploymentOptionsError('invalid-schedule', `${option} is "${expression}": ${fault}; expected ${FORM}`);
}

function findFault(expression: string): string | undefined {
  const [, kind, inner = ''] = /^(cron|rate)\((.*)\)$/s.exec(expression) ?? [];
  if (kind === 'rate') return findRateFault(inner);
  return kind === 'cron' ? findCronFault(inner.split(' ')) : 'it is no schedule that repeats';
}

function findRateFault(rate: string): string | undefined {
  const [, count, unit] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(rate) ?? [];
  if (count === undefined) return `"${rate}" is no rate`;
  const proper = `${count} ${unit}${count === '1' ? '' : 's'}`;
  return rate === proper ? undefined : `a rate is written as "${proper}"`;
}

function findCronFault(given: readonly string[]): string | undefined {
  if (given.length !== FIELDS.length) return `it has ${given.length} fields, separated by one space`;
  const bad = FIELDS.findIndex((field, i) => !isOfField(given[i]!, field));
  if (bad >= 0) return `"${given[bad]}" cannot be the ${FIELDS[bad]!.name}`;
  const isOpen = [given[DAY_OF_MONTH], given[DAY_OF_WEEK]].filter((field) => field === '?').length === 1;
  return isOpen ? undefined : 'one of day of month and day of week must be ?, and the other one must not';
}

function isOfField(text: string, field: CronField): boolean {
  return field.special?.test(text) === true || text.split(',').every((part) => isPart(part, field));
}

/** A value, a range or `*`, each with a step or without: `MON-SAT`, `0/15`. */
function isPart(part: string, field: CronField): boolean {
  const [, from = '', to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  if (step !== undefined && !(Number(step) >= 1 && Number(step) <= field.range[1])) return false;
  if (from === '*') return to === undefined;
  const [first, last] = [numberOf(from, field), to === undefined ? undefined : numberOf(to, field)];
  return !Number.isNaN(first) && (last === undefined || last >= first);
}

/** The number of a value; NaN outside the range. */
function numberOf(text: string, { range: [min, max], names = [] }: CronField): number {
  const at = names.indexOf(text.toUpperCase());
  const value = at >= 0 ? min + at : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : Number.NaN;
}
