import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RecordedAnswer } from '../../lib/openapi/examples.ts';
import { operations } from '../../lib/openapi/operations/all-operations.ts';
import type { ExampleRequest, Operation } from '../../lib/openapi/operations/operation.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { projectRoot } from '../support/architecture/source-files.ts';
import { fillExampleShop } from '../support/worlds/example-shop.ts';

const readOnly = ['embedProducts'];
const changesNothing = ({ id, method }: Operation): boolean => method === 'GET' || readOnly.includes(id);

async function openShop() {
  const api = await memoryApi();
  await fillExampleShop(api);
  return api;
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

describe('the examples of the API', () => {
  const answers: Record<string, Record<string, RecordedAnswer>> = {};

  beforeAll(async () => {
    const shared = await openShop();
    for (const operation of operations) {
      const { id, method, answers: described, examples } = operation;
      answers[id] = {};
      for (const example of examples) {
        const api = changesNothing(operation) ? shared : await openShop();
        const { name, headers, body } = example;
        const {
          status,
          headers: given,
          json,
        } = await api.request(method, targetOf(operation, example), {
          ...(headers && { headers }),
          ...(body !== undefined && { body }),
        });
        const shown = Object.keys(described[status]?.headers ?? {}).filter((header) => given[header] !== undefined);
        answers[id][name] = {
          status,
          headers: Object.fromEntries(shown.map((header) => [header, given[header]!])),
          ...(json !== undefined && { body: json }),
        };
      }
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
    await expect(`${JSON.stringify(answers, null, 2)}\n`).toMatchFileSnapshot(file);
  });
});
