import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PRODUCTS_TABLE } from '../formats/table-layout.ts';

type Item = Record<string, AttributeValue>;

/** The fields of a command that have items to write. */
interface Writes {
  readonly Item?: Item;
  readonly RequestItems?: Record<string, readonly { readonly PutRequest?: { readonly Item?: Item } }[]>;
}

const { partitionKey, sortKey } = PRODUCTS_TABLE.changes;

/**
 * Gives each change of a vector the time of the attempt that writes it. A throttled write is repeated for minutes, and
 * readers look back from their last reading by the time of one attempt alone. Add it after `keepPace`, which repeats what
 * comes after it.
 * @param now The time of an attempt. @default the clock
 */
export function stampAttempts(client: DynamoDBClient, now: () => Date = () => new Date()): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const at = now().toISOString();
      return next({ ...args, input: stamped(args.input as Writes, at) as typeof args.input });
    },
    { step: 'initialize', name: 'stampAttempts', priority: 'low' },
  );
}

function stamped(input: Writes, at: string): Writes {
  if (input.Item) return { ...input, Item: stampedItem(input.Item, at) };
  const { RequestItems } = input;
  if (RequestItems === undefined) return input;
  const tables = Object.entries(RequestItems).map(([table, requests]) => [
    table,
    // A batch that reads has no list of requests here.
    Array.isArray(requests) ? requests.map((one) => stampedRequest(one, at)) : requests,
  ]);
  return { ...input, RequestItems: Object.fromEntries(tables) };
}

function stampedRequest(request: { readonly PutRequest?: { readonly Item?: Item } }, at: string) {
  const item = request.PutRequest?.Item;
  return item ? { PutRequest: { Item: stampedItem(item, at) } } : request;
}

/** Items without a partition of changes stay as they are: products, jobs, pointers. */
function stampedItem(item: Item, at: string): Item {
  return item[partitionKey] === undefined ? item : { ...item, [sortKey]: { S: at } };
}
