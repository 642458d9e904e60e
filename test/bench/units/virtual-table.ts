import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PRODUCTS_TABLE } from '../../../lambdas/formats/table-layout.ts';
import { DynamoDbMeter, type WireRequest } from '../../../lib/local/dynamodb/dynamodb-meter.ts';
import { partitionOf, type TableShape, type WireItem } from '../../../lib/local/dynamodb/dynamodb-units.ts';
import type { LocalLimits } from '../../../lib/local/limits/local-limits.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** From a request to its answer, as DynamoDB needs for small items. */
const ANSWER_MILLISECONDS = 5;

interface HttpRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * The table of products in this process, on a virtual clock, for writes of new items: it admits requests by the units of the
 * local DynamoDB, and remembers the keys that it took. Conditions are not looked at, and reads find nothing.
 */
export class VirtualTable {
  readonly name = 'Products';
  /** The keys of all items, `<partition>/<sort key>`. */
  readonly keys = new Set<string>();
  readonly #limits: LocalLimits;
  readonly #meter: DynamoDbMeter;
  readonly #clock: VirtualClock;
  readonly #shape: TableShape;

  constructor(limits: LocalLimits, clock: VirtualClock) {
    const { partitionKey, sortKey, changes } = PRODUCTS_TABLE;
    const keySchema = (...names: string[]) => names.map((AttributeName) => ({ AttributeName }));
    const index = { IndexName: changes.indexName, KeySchema: keySchema(changes.partitionKey, changes.sortKey) };
    this.#limits = limits;
    this.#clock = clock;
    this.#shape = {
      TableName: this.name,
      KeySchema: keySchema(partitionKey, sortKey),
      GlobalSecondaryIndexes: [{ ...index, Projection: { ProjectionType: 'ALL' } }],
    };
    this.#meter = new DynamoDbMeter(limits);
    this.#meter.settle(
      'DescribeTable',
      { request: {}, left: {}, taken: { use: 'read', charges: [] } },
      {
        Table: this.#shape,
      },
    );
  }

  /** A client of the table, as a function has one. */
  client(): DynamoDBClient {
    const handle = async ({ headers, body }: HttpRequest) => {
      await this.#clock.wait(ANSWER_MILLISECONDS);
      const operation = headers['x-amz-target']!.replace(/.*\./, '');
      const { statusCode, answer } = this.#answer(operation, JSON.parse(new TextDecoder().decode(body)));
      const bytes = Buffer.from(JSON.stringify(answer));
      return { response: { statusCode, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: bytes } };
    };
    return new DynamoDBClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      requestHandler: { metadata: { handlerProtocol: 'http/1.1' }, handle: handle as never },
    });
  }

  #answer(operation: string, request: WireRequest): { statusCode: number; answer: object } {
    const admission = this.#meter.admit(operation, request);
    if (typeof admission === 'string') {
      this.#limits.meet(admission);
      return { statusCode: 400, answer: { __type: 'ThrottlingException', message: `the limit ${admission} is met` } };
    }
    for (const item of itemsOf(admission.request)) this.#write(item);
    const ConsumedCapacity = { TableName: this.name, CapacityUnits: countKeys(admission.request) };
    const answer = { Responses: {}, ConsumedCapacity };
    return { statusCode: 200, answer: this.#meter.settle(operation, admission, answer) };
  }

  #write(item: WireItem): void {
    const [partition, sort] = this.#shape.KeySchema.map((one) => partitionOf([one], item));
    this.keys.add(`${partition}/${sort}`);
    this.#meter.write(this.#shape, undefined, item);
  }
}

/** The items that a request writes. */
function itemsOf({ Item, RequestItems = {} }: WireRequest): WireItem[] {
  if (Item !== undefined) return [Item];
  return Object.values(RequestItems).flatMap((one) =>
    'Keys' in one ? [] : one.flatMap(({ PutRequest }) => (PutRequest ? [PutRequest.Item] : [])),
  );
}

/** The keys that a batch reads: a consistent read of an item that does not exist takes a unit. */
function countKeys({ RequestItems = {} }: WireRequest): number {
  return Object.values(RequestItems).reduce((sum, one) => sum + ('Keys' in one ? one.Keys.length : 0), 0);
}
