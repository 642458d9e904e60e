import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { arbitraryRequests, type DocumentedRequest, listOperations } from '../support/api/documented-requests.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { assertForInputs } from '../support/fuzz-options.ts';
import { fillExampleShop } from '../support/worlds/example-shop.ts';

/** A request may take so many times the memory of its body in the stores. */
const STORED_SHARE = 10;

afterAll(() => vi.resetModules());

describe('random requests by docs/api/openapi.json', () => {
  let api: Awaited<ReturnType<typeof memoryApi>>;
  const statuses = new Set<number>();

  beforeAll(async () => {
    api = await memoryApi();
    await fillExampleShop(api);
  });

  it.each(listOperations())('get documented answers, and no 5xx but 503: $name', async (operation) => {
    // For each operation. The stores are in memory: they keep what is sent, as texts, vectors and fields.
    const options = { usual: 12, storedBytes: ({ body = '' }: DocumentedRequest) => STORED_SHARE * body.length };
    await assertForInputs(arbitraryRequests(operation), options, async ({ method, target, ...options }) => {
      // `request` compares status, headers and body with the document.
      const { status } = await api.request(method, target, options);
      statuses.add(status);
      expect(status < 500 || status === 503, `the answer is ${status}`).toBe(true);
    });
  });

  it('reach successes as well as problems', () => {
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404, 422]));
  });
});
