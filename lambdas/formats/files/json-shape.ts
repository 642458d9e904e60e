import { tryJson } from './json-lines.ts';

/** How a file of JSON holds its records. */
export type JsonShape =
  /** One value per line. */
  | { readonly format: 'json-lines' }
  /**
   * A document over any lines: an array of records, one record, or several of these. With a path, an object whose array
   * under these names has the records: `{"data": {"products": [...]}}`.
   */
  | { readonly format: 'json'; readonly path: readonly string[] };

const LINES: JsonShape = { format: 'json-lines' };

/** An object with one of these names is a record itself, even if it contains an array of objects. */
const RECORD_NAMES = setOf('id sku handle product_id order_id anchor positive query kind');
/** So is one with these, unless its array has a name of those below: the feed of a shop has a title too. */
const TITLE_NAMES = setOf('title name at');
const ARRAY_NAMES = setOf('products items data records rows results entries offers catalog nodes docs orders hits');

function setOf(names: string): ReadonlySet<string> {
  return new Set(names.split(' '));
}

/** A file with this ending is JSON lines if its lines allow it. */
const LINES_ENDING = /\.(jsonl|ndjson)\b/i;
/** So many lines are tried. */
const TRIED_LINES = 20;

/**
 * How the records of a file are written, if it is JSON.
 * @param lines The first lines of the file. The last one may be incomplete.
 */
export function findJsonShape(lines: readonly string[], name: string): JsonShape | undefined {
  const filled = lines.map((line) => line.trim()).filter((line) => line !== '');
  const [first = ''] = filled;
  if (first.startsWith('[') && /^\[\s*([[{"\]\d-]|true|false|null|$)/.test(first)) return { format: 'json', path: [] };
  if (first.startsWith('{')) return shapeOfObject(first, filled, name);
  const objects = filled.slice(0, TRIED_LINES).filter((line) => isObject(parseLine(line))).length;
  return objects > 0 || LINES_ENDING.test(name) ? LINES : undefined;
}

function shapeOfObject(first: string, filled: readonly string[], name: string): JsonShape {
  const path = findRecordPath(filled.join('\n'));
  const whole = parseLine(first);
  // Records may stand one a line within an object.
  if (!isObject(whole) && path.length > 0 && /[[{,:]$/.test(first)) return { format: 'json', path };
  const objects = filled.slice(0, TRIED_LINES).filter((line) => isObject(parseLine(line))).length;
  if (objects > 1 || (objects > 0 && LINES_ENDING.test(name))) return LINES;
  if (path.length > 0) return { format: 'json', path };
  const isOneLine = objects > 0 || /}\s*,?$/.test(first) || filled.length === 1;
  return isOneLine ? LINES : { format: 'json', path: [] };
}

function parseLine(line: string): unknown {
  return tryJson(line) ?? tryJson(line.replace(/,$/, ''));
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** The names that lead to the first array of objects, through objects that are no records; none if there is no such array. */
function findRecordPath(text: string): readonly string[] {
  /** The names of each open object; undefined for an open array. */
  const open: (string[] | undefined)[] = [];
  let found: ReturnType<typeof arrayIn>;
  let [before, name] = ['', ''];
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' && before === '[') found ??= arrayIn(open.slice(0, -1));
    if (token === '{' || token === '[') open.push(token === '{' ? [] : undefined);
    if (token === '}' || token === ']') open.pop();
    if (token === ':') open.at(-1)?.push(name);
    if (token.startsWith('"')) name = String(tryJson(token));
    before = token;
  }
  // Names after the array count, too, as far as the text goes.
  return found && areContainers(found.around.flat(), found.path.at(-1) ?? '') ? found.path : [];
}

/** An array within these objects; undefined if an array is around it. */
function arrayIn(around: readonly (readonly string[] | undefined)[]) {
  if (!around.every((names) => names !== undefined)) return undefined;
  return { path: around.map((names) => names.at(-1) ?? ''), around };
}

function areContainers(names: readonly string[], arrayName: string): boolean {
  const lower = names.map((name) => name.toLowerCase());
  if (lower.some((name) => RECORD_NAMES.has(name))) return false;
  return ARRAY_NAMES.has(arrayName.toLowerCase()) || !lower.some((name) => TITLE_NAMES.has(name));
}
