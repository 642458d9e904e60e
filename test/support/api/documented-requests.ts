import fc from 'fast-check';
import { arbitraryOf } from './arbitrary-json.ts';
import { openApi } from './documented-answers.ts';

// biome-ignore lint/suspicious/noExplicitAny: a document is JSON of dozens of shapes, and a wrong path fails the test.
type Json = any;

/** A request as `api.request` takes it. */
export interface DocumentedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

function resolve(reference: string): Json {
  return reference
    .split('/')
    .slice(1)
    .reduce<Json>((value, key) => value[key], openApi);
}

function examplesOf({ examples = {} }: Json): Json[] {
  return Object.values<Json>(examples).map(({ value }) => value);
}

/** The operations of docs/api/openapi.json: method and path, and what the document says of them. */
export function listOperations(): { name: string; method: string; path: string; described: Json }[] {
  return Object.entries<Json>(openApi.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, described]) => {
      const name = `${method.toUpperCase()} ${path}`;
      return { name, method: method.toUpperCase(), path, described };
    }),
  );
}

/** Requests of an operation: near its examples, by its schemas, and anything at all. */
export function arbitraryRequests({ method, path, described }: ReturnType<typeof listOperations>[number]) {
  const parameters: Json[] = described.parameters ?? [];
  const ofPlace = (place: string) => parameters.filter((one) => one.in === place);
  const pathValues = fc.record(Object.fromEntries(ofPlace('path').map((one) => [one.name, textOf(one)])));
  const headers = fc.record(Object.fromEntries(ofPlace('header').map((one) => [one.name, textOf(one)])), {
    requiredKeys: [],
  });
  return fc
    .tuple(pathValues, queryPairs(ofPlace('query')), headers, bodies(described.requestBody))
    .map(([inPath, query, given, content]): DocumentedRequest => {
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        encodeURIComponent((inPath as Readonly<Record<string, string>>)[name]!),
      );
      const pairs = query.map((pair) => pair.map(encodeURIComponent).join('='));
      return {
        method,
        target: `${filled}?${pairs.join('&')}`,
        headers: { ...given, ...(content && { 'content-type': content.type }) },
        ...(content && { body: content.text }),
      };
    });
}

/** Values of a parameter as a text: those of the examples, of its schema, and any. */
function textOf(parameter: Json): fc.Arbitrary<string> {
  const examples = examplesOf(parameter).map(String);
  return fc
    .oneof(
      ...(examples.length > 0 ? [{ arbitrary: fc.constantFrom(...examples), weight: 4 }] : []),
      { arbitrary: arbitraryOf(parameter.schema, resolve).map(String), weight: 2 },
      { arbitrary: fc.string(), weight: 1 },
    )
    .map((text) => text.toWellFormed() || 'x');
}

function queryPairs(parameters: readonly Json[]): fc.Arbitrary<[string, string][]> {
  const unknown = fc.tuple(fc.constantFrom('k', 'extra'), fc.string());
  const known = parameters.map((one) => fc.tuple(fc.constant<string>(one.name), textOf(one)));
  const pair = fc.oneof(...known.map((arbitrary) => ({ arbitrary, weight: 4 })), { arbitrary: unknown, weight: 1 });
  return fc.array(pair, { maxLength: 4 }).map((pairs) => pairs.map(([name, text]) => [name, text.toWellFormed()]));
}

function bodies(requestBody: Json): fc.Arbitrary<{ readonly type: string; readonly text: string } | undefined> {
  if (requestBody === undefined) return fc.constant(undefined);
  const types = Object.keys(requestBody.content);
  const { schema, examples } = requestBody.content[types[0]!];
  const bySchema = arbitraryOf(schema, resolve);
  const nearExample = fc
    .tuple(fc.constantFrom(...examplesOf({ examples })), bySchema)
    .map(([example, other]) => ({ ...example, ...(other as object) }));
  const text = fc.oneof(
    { arbitrary: fc.constantFrom(...examplesOf({ examples })).map((value) => JSON.stringify(value)), weight: 2 },
    { arbitrary: nearExample.map((value) => JSON.stringify(value)), weight: 3 },
    { arbitrary: bySchema.map((value) => JSON.stringify(value)), weight: 3 },
    { arbitrary: fc.json(), weight: 1 },
    { arbitrary: fc.string(), weight: 1 },
  );
  const type = fc.oneof(
    { arbitrary: fc.constantFrom(...types), weight: 9 },
    { arbitrary: fc.constantFrom('text/plain', ''), weight: 1 },
  );
  return fc.record({ type, text });
}
