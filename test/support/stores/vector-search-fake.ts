import {
  type AttributeValue,
  type BatchWriteItemCommandInput,
  type DynamoDBClient,
  DynamoDBServiceException,
  type PutItemCommandInput,
  paginateScan,
  ResourceNotFoundException,
  type SearchVectorsCommandInput,
  type SearchVectorsCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../lambdas/stores/dynamodb/item.ts';

/*
 * `SearchVectors` for tests: no stand-in of DynamoDB has it. The fake is a part of a client of the local tables and reads what
 * the client wrote, once after each of its writes. It has the limits and errors of the API reference, the quotas and the developer guide. It compares the query
 * with all vectors; the service is approximate, which `missing` simulates.
 */

/** `creating`, `backfilling`: as in the table. `unheard`: the index is active, and the search endpoint does not have it yet. */
export type IndexState = 'active' | 'creating' | 'backfilling' | 'unheard' | 'absent';

export interface FakeIndex {
  readonly name: string;
  readonly vectorAttribute: string;
  readonly dimensions: number;
  readonly partition: string;
  readonly filters: readonly string[];
}

const MAX_TOP_K = 100;
const MAX_DIMENSIONS = 4096;
/** Commands that change no item. */
const READS = /^(Get|BatchGet|Query|Scan)/;
const EQUALITY = /^(#?[\w.]+) = (:\w+)$/;

/** An index over one table, and its state. */
export class VectorSearchFake {
  state: IndexState = 'active';
  /** Ids that a search does not find, as in an approximate search. */
  readonly missing = new Set<string>();
  readonly searches: SearchVectorsCommandInput[] = [];
  readonly #index: FakeIndex;
  /** The items of each table since the last write. */
  readonly #items = new Map<string, Promise<readonly Item[]>>();

  /** Intercepts every command of the client, and answers the searches. */
  constructor(client: DynamoDBClient, index: FakeIndex) {
    this.#index = index;
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const input = args.input as never;
        if (context.commandName === 'SearchVectorsCommand') {
          return { response: {}, output: await this.#search(client, input) } as never;
        }
        if (READS.test(context.commandName ?? '')) return next(args);
        this.#checkWrites(context.commandName, input);
        // Forgotten after the write: what was read during it may be without it.
        return next(args).finally(() => this.#items.clear());
      },
      { step: 'initialize', name: 'vectorSearchFake' },
    );
  }

  /** A list in the indexed attribute must have the length of the index; else the whole write is refused. */
  #checkWrites(commandName: string | undefined, input: PutItemCommandInput & BatchWriteItemCommandInput): void {
    const { vectorAttribute, dimensions, partition, filters, name } = this.#index;
    const puts = commandName === 'PutItemCommand' ? [input.Item] : [];
    const batched = commandName === 'BatchWriteItemCommand' ? Object.values(input.RequestItems ?? {}).flat() : [];
    for (const item of [...puts, ...batched.map((request) => request.PutRequest?.Item)]) {
      const vector = item?.[vectorAttribute];
      if (vector === undefined) continue;
      if (!Array.isArray(vector.L)) throw invalid(`Type mismatch for parameter ${vectorAttribute}. IndexName: ${name}`);
      if (vector.L.length !== dimensions) {
        const sizes = `Expected: ${dimensions}, Actual: ${vector.L.length}`;
        throw invalid(`Invalid size for parameter ${vectorAttribute}, ${sizes}. IndexName: ${name}`);
      }
      if (!vector.L.every(isFloat32)) throw invalid('One or more parameter values are not valid: vector');
      for (const attribute of [partition, ...filters]) {
        const value = item?.[attribute];
        if (value && !value.S) throw invalid(`Type mismatch for Index Key ${attribute} IndexName: ${name}`);
      }
    }
  }

  async #search(client: DynamoDBClient, input: SearchVectorsCommandInput): Promise<SearchVectorsCommandOutput> {
    this.searches.push(input);
    this.#checkState(input);
    const wanted = this.#conditionsOf(input);
    const query = (input.SearchVector ?? []).map(numberOf);
    const found: { item: Item; distance: number }[] = [];
    for (const item of await this.#itemsOf(client, input.TableName!)) {
      if (!this.#isIndexed(item) || this.missing.has(item.productId!.S!)) continue;
      if (!Object.entries(wanted).every(([attribute, text]) => item[attribute]?.S === text)) continue;
      found.push({ item, distance: cosineDistance(query, item[this.#index.vectorAttribute]!.L!.map(numberOf)) });
    }
    const nearest = found.sort((a, b) => a.distance - b.distance).slice(0, input.TopK);
    return {
      $metadata: {},
      SearchResults: nearest.map(({ item, distance }) => ({ Item: this.#projected(item, input), Score: distance })),
    };
  }

  #itemsOf(client: DynamoDBClient, table: string): Promise<readonly Item[]> {
    const items = this.#items.get(table) ?? readAll(client, table);
    this.#items.set(table, items);
    return items;
  }

  #checkState({ IndexName, SearchVector = [], TopK = 0 }: SearchVectorsCommandInput): void {
    const { name, dimensions } = this.#index;
    if (TopK < 1 || TopK > MAX_TOP_K)
      throw invalid(
        `Provided TopK value '${TopK}' is out of valid range. The value must be between 1 and 100 inclusive`,
      );
    if (SearchVector.length < 1 || SearchVector.length > MAX_DIMENSIONS || !SearchVector.every(isFloat32)) {
      throw invalid('Search vector contains invalid values');
    }
    if (this.state === 'absent') {
      throw new ResourceNotFoundException({ $metadata: {}, message: 'Requested resource not found' });
    }
    if (IndexName !== name || this.state === 'creating' || this.state === 'unheard') {
      throw invalid(`The table does not have the specified index: ${IndexName}`);
    }
    if (this.state === 'backfilling') throw invalid(`Cannot search backfilling vector index: ${name}`);
    if (SearchVector.length !== dimensions) {
      throw invalid(
        `Input search vector dimension ${SearchVector.length} does not match vector index dimension ${dimensions}`,
      );
    }
  }

  /** Only equalities joined by AND, over attributes of the search schema; one is the attribute that partitions the index. */
  #conditionsOf(input: SearchVectorsCommandInput): Record<string, string> {
    const { SearchConditionExpression: expression, ExpressionAttributeNames: names = {} } = input;
    if (expression === undefined) {
      throw invalid('SearchConditionExpression must be provided when SearchSchema has a HASH key');
    }
    const { partition, filters } = this.#index;
    const conditions = expression.split(' AND ').map((text) => {
      const [, name = '', value = ''] = EQUALITY.exec(text) ?? [];
      const attribute = name.startsWith('#') ? names[name] : name;
      if (value === '')
        throw invalid('Invalid SearchConditionExpression: Invalid comparator used in SearchConditionExpression');
      if (!attribute || ![partition, ...filters].includes(attribute))
        throw invalid(`${attribute} is not in the search schema`);
      return [attribute, input.ExpressionAttributeValues?.[value]?.S ?? ''] as const;
    });
    const wanted = Object.fromEntries(conditions);
    if (conditions.length !== Object.keys(wanted).length) throw invalid('An attribute is named twice');
    if (!wanted[partition]) throw invalid(`${partition} must be among the conditions`);
    return wanted;
  }

  /** An item without its vector, or without the attribute that partitions the index, is in the table but not in the index. */
  #isIndexed(item: Item): boolean {
    const { partition, vectorAttribute } = this.#index;
    return item[partition]?.S !== undefined && item[vectorAttribute]?.L !== undefined;
  }

  /** The index holds the keys and the search schema; other attributes are omitted without an error. */
  #projected(item: Item, { ProjectionExpression }: SearchVectorsCommandInput): Item {
    const kept = ['productId', 'record', this.#index.partition, ...this.#index.filters];
    const asked = ProjectionExpression?.split(', ') ?? kept;
    return Object.fromEntries(Object.entries(item).filter(([name]) => kept.includes(name) && asked.includes(name)));
  }
}

async function readAll(client: DynamoDBClient, table: string): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of paginateScan({ client }, { TableName: table })) items.push(...(page.Items ?? []));
  return items;
}

function invalid(message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({ name: 'ValidationException', $fault: 'client', $metadata: {}, message });
}

function isFloat32(value: AttributeValue): boolean {
  return value.N !== undefined && Number.isFinite(Math.fround(Number(value.N)));
}

function numberOf(value: AttributeValue): number {
  return Math.fround(Number(value.N));
}

function cosineDistance(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, one, i) => sum + one * y[i]!, 0);
  return 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
