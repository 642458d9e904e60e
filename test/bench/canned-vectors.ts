import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { encodeFloat32 } from '../../lambdas/stores/dynamodb/products-table/vector-record.ts';

/** DynamoDB as far as reading vectors goes: every product has the same one, and each partition of the index so many pages. */
export interface CannedVectors {
  readonly client: DynamoDBClient;
  close(): void;
}

/** One page is 1 MB at most. */
const PAGE_BYTES = 1_000_000;
const ITEM_BYTES = 300;
export const REVISION = '2026-01-01T00:00:00.000Z#';

interface Asked {
  readonly RequestItems?: Record<string, { Keys: { productId: { S: string }; record: { S: string } }[] }>;
  readonly ExpressionAttributeValues?: { ':shard'?: { S: string } };
  readonly ExclusiveStartKey?: { page: { N: string } };
  /** Of a scan of products and vectors. */
  readonly Segment?: number;
}

/** Starts a server on loopback that answers as fast as it can: what is measured is the reader. @param pages Of each of 16 partitions. */
export async function cannedVectors(vector: Float32Array, pages: number): Promise<CannedVectors> {
  const B = Buffer.from(encodeFloat32(vector)).toString('base64');
  const rest =
    `"record":{"S":"vector#m-1"},"modelVersion":{"S":"m-1"},"revision":{"S":"${REVISION}"},"dim":{"N":"${vector.length}"},` +
    `"updatedAt":{"S":"2026-01-01T00:00:00.000Z"},"vector":{"B":"${B}"},"fields":{"S":"{\\"brand\\":\\"Lux\\"}"}}`;
  const item = (id: string) => `{"productId":{"S":"${id}"},${rest}`;
  const product = (id: string) =>
    `{"productId":{"S":"${id}"},"record":{"S":"product"},"revision":{"S":"${REVISION}"},` +
    `"updatedAt":{"S":"2026-01-01T00:00:00.000Z"},"body":{"S":"{\\"id\\":\\"${id}\\",\\"title\\":\\"${id}\\"}"}},`;
  const perPage = productsOfPage(vector.length);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => response.end(answerTo(JSON.parse(Buffer.concat(chunks).toString()) as Asked)));
  });
  // A busy machine may come back to a connection after more than the 5 s after which Node.js closes it.
  server.keepAliveTimeout = 0;
  const answerTo = ({ RequestItems, ExpressionAttributeValues, ExclusiveStartKey, Segment }: Asked): string => {
    if (RequestItems) {
      const [[table, { Keys }] = ['', { Keys: [] }]] = Object.entries(RequestItems);
      return `{"Responses":{"${table}":[${Keys.map(({ productId }) => item(productId.S)).join()}]},"UnprocessedKeys":{}}`;
    }
    const isScan = Segment !== undefined;
    const shard = isScan ? `segment-${Segment}` : (ExpressionAttributeValues?.[':shard']?.S ?? '');
    const page = Number(ExclusiveStartKey?.page.N ?? 0) + 1;
    const ids = Array.from({ length: perPage }, (_, i) => `${shard}-${page}-${i}`);
    const items = ids.map((id) => (isScan ? product(id) : '') + item(id)).join();
    return `{"Items":[${items}]${page < pages ? `,"LastEvaluatedKey":{"page":{"N":"${page}"}}` : ''}}`;
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const close = () => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  };
  return { client, close };
}

/** Vectors of D numbers in one page. */
export function productsOfPage(D: number): number {
  return Math.floor(PAGE_BYTES / (ITEM_BYTES + 4 * D));
}
