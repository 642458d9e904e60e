import { type Operations, operations } from './generated/operations.ts';

/** The id of an operation, such as `findSimilar`. */
export type OperationId = keyof Operations;

/** The values of a request by the names of their parameters; `body` is the body. */
export type RequestValues = Readonly<Record<string, unknown>>;

/** A request without its authorization. */
export interface BuiltRequest {
  readonly method: string;
  /** From the first `/`, with the query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty if there is no body. */
  readonly body: string;
}

/**
 * The HTTP request of an operation.
 * @throws TypeError on a value that the operation does not have, or that cannot be sent
 */
export function buildRequest(id: OperationId, values: RequestValues): BuiltRequest {
  const { method, path, query, headers, body } = operations[id];
  const inPath = new Set([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!));
  const names = [...inPath, ...Object.keys(query), ...Object.keys(headers), ...(body === undefined ? [] : ['body'])];
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`${id} has no parameter ${unknown}. It has ${names.join(', ') || 'none'}.`);
  }
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(pathValue(id, name, values[name])),
  );
  const pairs = Object.keys(query).flatMap((name) => queryPairs(id, name, values[name]));
  // A plus sign is a space only in forms; signatures are made of `%20`.
  const search = new URLSearchParams(pairs).toString().replaceAll('+', '%20');
  return {
    method,
    target: search === '' ? filled : `${filled}?${search}`,
    headers: { ...headersOf(headers, values), ...(body !== undefined && { 'content-type': body }) },
    body: body === undefined ? '' : JSON.stringify(values.body ?? {}),
  };
}

function pathValue(id: OperationId, name: string, value: unknown): string {
  const text = String(value ?? '');
  // Half of a surrogate pair.
  if (/\p{Cs}/u.test(text)) throw new TypeError(`${id} cannot send ${name}: it has half a character.`);
  if (text === '') throw new TypeError(`${id} needs ${name}: a text that is not empty.`);
  // Clients resolve these two parts of a path themselves, encoded or not.
  if (text === '.' || text === '..')
    throw new TypeError(`${id} cannot send ${name} '${text}' in a path. Use the query form.`);
  return text;
}

function queryPairs(id: OperationId, name: string, value: unknown): [string, string][] {
  if (value == null) return [];
  const style = operations[id].query[name];
  const entries = (Array.isArray(value) ? value : [value]).map(String);
  if (style === 'repeated') return entries.map((entry) => [name, entry]);
  if (style === 'one' || entries.length === 0) return entries.map((entry) => [name, entry]);
  // Commas separate entries; a text that is no list may hold several.
  const written = Array.isArray(value) ? entries.map((entry) => entry.replaceAll(/[\\,]/g, '\\$&')) : entries;
  return [[name, written.join(',')]];
}

function headersOf(headers: Readonly<Record<string, string>>, values: RequestValues): Record<string, string> {
  const given = Object.entries(headers).filter(([name]) => values[name] != null);
  return Object.fromEntries(given.map(([name, header]) => [header, String(values[name])]));
}
