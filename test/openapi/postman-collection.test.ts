import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CollectedDocument, postmanCollection } from '../../lib/openapi/postman-collection.ts';
import { openApi } from '../support/api/documented-answers.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { projectRoot } from '../support/architecture/source-files.ts';
import { fillExampleShop } from '../support/worlds/example-shop.ts';

interface Entry {
  readonly key: string;
  readonly value: string;
  readonly disabled?: boolean;
}

interface Item {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly url: {
      readonly host: readonly string[];
      readonly path: readonly string[];
      readonly query: readonly Entry[];
      readonly variable: readonly Entry[];
    };
    readonly header: readonly Entry[];
    readonly body: { readonly raw?: string };
  };
  readonly response: readonly { readonly code: number; readonly body?: string }[];
}

interface Collection {
  readonly item: readonly { readonly name: string; readonly item: readonly Item[] }[];
  readonly variable: readonly Entry[];
  readonly auth: object;
  readonly info: { readonly schema: string };
}

const document = openApi as unknown as CollectedDocument;
const written = readFileSync(join(projectRoot, 'docs/api/postman_collection.json'), 'utf8');
const collection = JSON.parse(written) as Collection;
const items = collection.item.flatMap((folder) => folder.item);

/** Those that change nothing first, removals last: what is read is as the shop was, and what is removed was written before. */
function rankOf({ name, request }: Item): number {
  const isRead =
    request.method === 'GET' ||
    collection.item.some((one) => /Search|Embeddings/.test(one.name) && one.item.some((item) => item.name === name));
  return isRead ? 0 : request.method === 'DELETE' ? 2 : 1;
}

const isOn = ({ disabled }: Entry) => disabled !== true;

/** A text with the variables of the collection, as the programs fill them in. */
function filled(text: string): string {
  return text.replaceAll(
    /\{\{(\w+)\}\}/g,
    (_, name: string) => collection.variable.find((one) => one.key === name)!.value,
  );
}

function targetOf({ url }: Item['request']): string {
  const path = url.path.map((part) =>
    part.startsWith(':') ? url.variable.find(({ key }) => `:${key}` === part)!.value : filled(part),
  );
  const query = new URLSearchParams(
    url.query.filter(isOn).map(({ key, value }) => [key, value] as [string, string]),
  ).toString();
  return `/${path.join('/')}${query === '' ? '' : `?${query}`}`;
}

describe('the Postman collection', () => {
  it('is what the document gives now; `npm run docs` writes it', async () => {
    expect(written).toBe(await postmanCollection(document));
  });

  it('has a folder for each tag, a request for each operation, and the variables baseUrl and token', () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(items.map(({ name }) => name).sort()).toEqual(operations.map(({ summary }) => summary).sort());
    expect(collection.item.map(({ name }) => name)).toEqual(document.tags.map((tag) => (tag as { name: string }).name));
    expect(collection.variable).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: 'baseUrl', value: 'http://127.0.0.1:3000' }),
        { key: 'token', value: '' },
      ]),
    );
    expect(collection.auth).toMatchObject({ type: 'bearer', bearer: [{ key: 'token', value: '{{token}}' }] });
    expect(collection.info.schema).toContain('/collection/v2.1.0/');
    expect(items.every(({ request }) => request.url.host.join() === '{{baseUrl}}')).toBe(true);
  });

  it('says what is wrong if the converter refuses the document', async () => {
    await expect(postmanCollection({ ...document, info: {} })).rejects.toThrow(
      'the API document has no Postman collection: Specification must contain a title',
    );
  });
});

afterAll(() => vi.resetModules());

describe('the requests of the Postman collection', () => {
  const statuses: Record<string, number> = {};
  const bodies: Record<string, unknown> = {};

  beforeAll(async () => {
    const api = await memoryApi();
    await fillExampleShop(api);
    for (const item of items.toSorted((a, b) => rankOf(a) - rankOf(b))) {
      const { method, header, body } = item.request;
      const answer = await api.request(method, targetOf(item.request), {
        headers: Object.fromEntries(header.filter(isOn).map(({ key, value }) => [key.toLowerCase(), value])),
        ...(body.raw !== undefined && { body: JSON.parse(body.raw) }),
      });
      statuses[item.name] = answer.status;
      bodies[item.name] = answer.json;
    }
  });

  it.each(items.map((item) => [item.name, item] as const))('%s: the answer is the one that it shows', (name, item) => {
    const [shown] = item.response;
    expect(statuses[name]).toBe(shown?.code ?? 200);
    if (rankOf(item) === 0 && shown?.body) expect(bodies[name]).toEqual(JSON.parse(shown.body));
  });
});
