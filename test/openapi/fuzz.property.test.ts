import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { arbitraryRequests, listOperations } from '../support/api/documented-requests.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { fuzzOptions } from '../support/fuzz-options.ts';
import { fillExampleShop } from '../support/worlds/example-shop.ts';

afterAll(() => vi.resetModules());

describe('random requests by docs/api/openapi.json', () => {
  let api: Awaited<ReturnType<typeof memoryApi>>;
  const statuses = new Set<number>();

  beforeAll(async () => {
    api = await memoryApi();
    await fillExampleShop(api);
  });

  it.each(listOperations())('get documented answers, and no 500: $name', async (operation) => {
    await fc.assert(
      fc.asyncProperty(arbitraryRequests(operation), async ({ method, target, ...options }) => {
        // `request` compares status, headers and body with the document.
        const { status } = await api.request(method, target, options);
        statuses.add(status);
        expect(status).not.toBe(500);
      }),
      // For each operation.
      fuzzOptions(12),
    );
  });

  it('reach successes as well as problems', () => {
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404, 422]));
  });
});
