import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RecordedAnswer } from '../../lib/openapi/examples.ts';
import { operations } from '../../lib/openapi/operations/all-operations.ts';
import type { ExampleRequest, Operation } from '../../lib/openapi/operations/operation.ts';
import type { ApiAnswer } from '../support/api/handler-api.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { projectRoot } from '../support/architecture/source-files.ts';
import { fillExampleShop } from '../support/worlds/example-shop.ts';

/** All examples run in one shop: first those that change nothing, and removals last. */
function rankOf({ tag, method }: Operation): number {
  if (method === 'GET' || tag === 'Search' || tag === 'Embeddings') return 0;
  return method === 'DELETE' ? 2 : 1;
}

/** The request of an example, as a client sends it. */
function targetOf({ template }: Operation, { path = {}, query = {} }: ExampleRequest): string {
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name]!));
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, one] as [string, string]),
  );
  return pairs.length === 0 ? filled : `${filled}?${new URLSearchParams(pairs)}`;
}

afterAll(() => vi.resetModules());

/** The headers that the document has for an answer; without a hash of what is not shown, which nobody could check. */
function shownHeaders(
  { answers }: Operation,
  { isShown = true }: ExampleRequest,
  { status, headers }: ApiAnswer,
): Record<string, string> {
  const names = Object.keys(answers[status]?.headers ?? {})
    .map((name) => name.replace('?', ''))
    .filter((name) => isShown || name !== 'etag');
  return Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}

describe('the examples of the API', () => {
  const answers: Record<string, Record<string, RecordedAnswer>> = {};

  beforeAll(async () => {
    const api = await memoryApi();
    await fillExampleShop(api);
    for (const operation of operations.toSorted((a, b) => rankOf(a) - rankOf(b))) {
      const recorded: Record<string, RecordedAnswer> = {};
      for (const example of operation.examples) {
        const { headers, body, isShown = true } = example;
        const answer = await api.request(operation.method, targetOf(operation, example), {
          ...(headers && { headers }),
          ...(body !== undefined && { body }),
        });
        recorded[example.name] = {
          status: answer.status,
          headers: shownHeaders(operation, example, answer),
          ...(answer.json !== undefined && isShown && { body: answer.json }),
        };
      }
      answers[operation.id] = recorded;
    }
  });

  it('succeed, and every answer is described', () => {
    for (const { id, answers: described } of operations) {
      const statuses = Object.values(answers[id]!).map(({ status }) => String(status));
      expect(statuses, id).not.toEqual([]);
      expect(Object.keys(described), id).toEqual(expect.arrayContaining(statuses));
    }
  });

  it('have the answers that the document shows; with -u they are recorded', async () => {
    const file = join(projectRoot, 'lib/openapi/example-answers.json');
    const inOrder = Object.fromEntries(operations.map(({ id }) => [id, answers[id]]));
    await expect(`${JSON.stringify(inOrder, null, 2)}\n`).toMatchFileSnapshot(file);
  });
});
