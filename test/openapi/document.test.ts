import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import { routes } from '../../lambdas/http/routes.ts';
import { openApiText } from '../../lib/openapi/document.ts';
import { operations } from '../../lib/openapi/operations/all-operations.ts';
import { recordParameters } from '../../lib/openapi/operations/recorded-parameters.ts';
import { findSchemaFaults, openApi } from '../support/api/documented-answers.ts';
import { projectRoot } from '../support/architecture/source-files.ts';

// biome-ignore lint/suspicious/noExplicitAny: a document is JSON of dozens of shapes, and a wrong path fails the test.
type Json = any;

/** Every value of a document with the keys that lead to it. */
function* walk(value: Json, path: readonly string[] = []): Generator<{ value: Json; path: readonly string[] }> {
  if (typeof value !== 'object' || value === null) return;
  yield { value, path };
  for (const [key, part] of Object.entries(value)) yield* walk(part, [...path, key]);
}

describe('docs/api/openapi.json', () => {
  it('is what the code says; `npm run docs` writes it', () => {
    expect(readFileSync(join(projectRoot, 'docs/api/openapi.json'), 'utf8')).toBe(openApiText());
  });

  it('has every route, and no other', () => {
    const described = new Set(operations.map(({ route }) => route));
    expect([...described].sort()).toEqual(routes.map(({ operationId }) => operationId).sort());
  });

  it('has each operation once, with the parameters of its path', () => {
    const places = operations.map(({ method, template }) => `${method} ${template}`);
    expect(places).toEqual([...new Set(places)]);
    for (const { id, template, path = {} } of operations) {
      expect(
        [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
        id,
      ).toEqual(Object.keys(path));
    }
  });

  it('has every query parameter that the code reads, and no other', () => {
    for (const { id, query } of operations) {
      if (query === undefined) continue;
      expect(Object.keys(query.parameters).sort(), id).toEqual([...recordParameters(query.read).keys()].sort());
    }
  });

  it('says of every field of a schema what it is', () => {
    const silent = [...walk(openApi.components.schemas)].flatMap(({ value, path }) =>
      path.at(-2) === 'properties' && value.description === undefined && value.$ref === undefined
        ? [path.join('.')]
        : [],
    );
    expect(silent).toEqual([]);
  });

  it('has no body of a request that may have fields which it does not describe, but for those of products', () => {
    // Of these an unknown field is refused too, unless the request has unknown=ignore.
    const tolerant = ['Product', 'ProductFields', 'ProductPatch', 'TextQuery'];
    const resolve = (schema: Json): Json =>
      schema.$ref === undefined ? schema : openApi.components.schemas[schema.$ref.split('/').at(-1)];
    const visited = new Set<Json>(tolerant.map((name) => openApi.components.schemas[name]));
    const open: string[] = [];
    const visit = (given: Json, path: string): void => {
      const schema = resolve(given);
      if (visited.has(schema)) return;
      visited.add(schema);
      if (schema.properties && schema.additionalProperties !== false) open.push(path);
      const parts: Json[] = Object.entries(schema.properties ?? {});
      if (schema.items) parts.push(['*', schema.items]);
      for (const list of ['oneOf', 'anyOf', 'allOf']) for (const one of schema[list] ?? []) parts.push([list, one]);
      for (const [name, part] of parts) visit(part, `${path}/${name}`);
    };
    let bodies = 0;
    for (const [path, methods] of Object.entries(openApi.paths as Json))
      for (const [method, operation] of Object.entries(methods as Json)) {
        const body = (operation as Json).requestBody?.content['application/json']?.schema;
        if (body === undefined) continue;
        bodies += 1;
        visit(body, `${method} ${path}`);
      }
    expect(bodies).toBeGreaterThan(15);
    expect(open).toEqual([]);
  });

  it('has no lint findings', async () => {
    // Its examples are checked below: the rules for them would take a second.
    const off = { 'no-invalid-media-type-examples': 'off', 'no-invalid-parameter-examples': 'off' } as const;
    const config = await createConfig({ extends: ['recommended-strict'], rules: off });
    const problems = await lintFromString({ source: JSON.stringify(openApi), absoluteRef: '/openapi.json', config });
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  });

  it('has examples that meet their schemas', () => {
    const places = [...walk(openApi.paths)].filter(({ value }) => value.schema !== undefined);
    const inPlaces = places.flatMap(({ value, path }) =>
      Object.values<Json>(value.examples ?? {})
        .filter(({ $ref }) => $ref === undefined)
        .map((example) => ({ example: example.value, schema: ['paths', ...path, 'schema'] })),
    );
    const ofProblems = Object.values<Json>(openApi.components.examples).map(({ value }) => ({
      example: value,
      schema: ['components', 'schemas', 'Problem'],
    }));
    expect(inPlaces.length).toBeGreaterThan(operations.length);
    for (const { example, schema } of [...inPlaces, ...ofProblems]) {
      expect(findSchemaFaults(schema, example), schema.join(' ')).toEqual([]);
    }
  });
});
