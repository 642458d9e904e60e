import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import type { StoreError } from '../../../lambdas/ports/store-error.ts';
import type { Item } from '../../../lambdas/stores/dynamodb/item.ts';
import { DynamoEmbeddedCatalog } from '../../../lambdas/stores/dynamodb/products-table/embedded-catalog.ts';
import { productItem } from '../../../lambdas/stores/dynamodb/products-table/product-record.ts';
import { vectorItem } from '../../../lambdas/stores/dynamodb/products-table/vector-record.ts';
import { collect, secondOf, storedProduct, storedVector } from '../../contracts/samples.ts';

const product = (id: string) => productItem(storedProduct(id, 1));
const vector = (id: string) => vectorItem(storedVector(id, 1), secondOf(1));

/** A catalog over pages of a scan, all of one segment. */
function catalogOf(pages: readonly (readonly Item[])[]) {
  const client = new DynamoDBClient({ region: 'eu-central-1' });
  const mock = mockClient(client);
  mock.on(ScanCommand).callsFake(({ Segment, ExclusiveStartKey }) => {
    const page = Number(ExclusiveStartKey?.page.N ?? 0);
    if (Segment !== 0) return { Items: [] };
    const more = page + 1 < pages.length && { LastEvaluatedKey: { page: { N: String(page + 1) } } };
    return { Items: pages[page], ...more };
  });
  const corrupt: StoreError[] = [];
  const catalog = new DynamoEmbeddedCatalog(client, 'Products', (error) => corrupt.push(error));
  return { mock, corrupt, scan: () => collect(catalog.scan('m-1', { segment: 0, segments: 1 })) };
}

describe('DynamoEmbeddedCatalog', () => {
  it.each([
    ['one page', [[product('a'), vector('a'), product('b'), product('c'), vector('c')]]],
    [
      'pages that end between a product and its vector',
      [[product('a')], [vector('a'), product('b')], [], [product('c'), vector('c')]],
    ],
  ])('joins products and vectors of %s', async (_what, pages) => {
    expect(await catalogOf(pages).scan()).toEqual([
      { id: 'a', stored: storedProduct('a', 1), vector: storedVector('a', 1) },
      { id: 'b', stored: storedProduct('b', 1) },
      { id: 'c', stored: storedProduct('c', 1), vector: storedVector('c', 1) },
    ]);
  });

  it('gives a vector to no other product, and none to one that cannot be read', async () => {
    const { corrupt, scan } = catalogOf([
      [vector('z'), product('a'), vector('b'), { ...product('c'), body: { S: '{' } }, vector('c'), product('d')],
    ]);
    expect(await scan()).toEqual([
      { id: 'z', vector: storedVector('z', 1) },
      { id: 'a', stored: storedProduct('a', 1) },
      { id: 'b', vector: storedVector('b', 1) },
      { id: 'd', stored: storedProduct('d', 1) },
    ]);
    expect(corrupt.map(({ code }) => code)).toEqual(['corrupt-record']);
  });

  it('reads strongly consistent pages of four segments, and no list of numbers', async () => {
    const { mock, scan } = catalogOf([[]]);
    await scan();
    const inputs = mock.commandCalls(ScanCommand).map(({ args }) => args[0].input);
    expect(inputs).toHaveLength(4);
    for (const { ConsistentRead, ProjectionExpression } of inputs)
      expect({ ConsistentRead, list: ProjectionExpression?.includes('numbers') }).toEqual({
        ConsistentRead: true,
        list: false,
      });
  });

  it('waits longer for a page than for an item', async () => {
    const { mock, scan } = catalogOf([[]]);
    await scan();
    for (const { args } of mock.commandCalls(ScanCommand))
      expect((args as readonly unknown[])[1]).toEqual({ requestTimeout: 20_000 });
  });
});
