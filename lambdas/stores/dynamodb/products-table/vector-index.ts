import { type DynamoDBClient, SearchVectorsCommand, type SearchVectorsCommandInput } from '@aws-sdk/client-dynamodb';
import { errorText } from '../../../core/errors/error-text.ts';
import { PRODUCTS_TABLE, VECTOR_INDEX, type VectorIndexShape } from '../../../formats/table-layout.ts';
import { StoreError } from '../../../ports/store-error.ts';
import type { IndexedNeighbour, IndexQuery, VectorIndex } from '../../../ports/vector-index.ts';
import { type Backoff, fullJitter, retry } from '../../../shared/retry.ts';
import { callAws, failureName } from '../../aws/aws-failure.ts';
import { LIST_MARK, numberList } from './vector-index-item.ts';

/** The largest number of results of one `SearchVectors`; it has no pages. */
const MAX_TOP_K = 100;
/** The search endpoint may be a moment behind the table, so a search that finds no index is repeated. */
const ATTEMPTS = 3;
/**
 * The errors of an index that cannot be searched yet: it is being created or filled, or the search endpoint does not have it yet.
 * One error is known by its name, the general one by its name and the beginning of its message.
 */
const MISSING = 'ResourceNotFoundException';
const INVALID = 'ValidationException';
const NOT_READY = /^(Cannot search backfilling vector index|The table does not have the specified index)/;

/** DynamoDB's vector index over the table `Products`. The metric is cosine; DynamoDB returns distances from 0 to 2. */
export class DynamoVectorIndex implements VectorIndex {
  readonly maxResults = MAX_TOP_K;
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #shape: VectorIndexShape;
  readonly #backoff: Backoff;

  /** @param options.backoff For an index that is not ready (default 3 attempts with full jitter). */
  constructor(
    client: DynamoDBClient,
    tableName: string,
    shape: VectorIndexShape,
    options: { readonly backoff?: Backoff } = {},
  ) {
    this.#client = client;
    this.#tableName = tableName;
    this.#shape = shape;
    this.#backoff = options.backoff ?? fullJitter({ attempts: ATTEMPTS });
  }

  get dimensions(): number {
    return this.#shape.dimensions;
  }

  get filterFields(): readonly string[] {
    return this.#shape.filterFields;
  }

  async nearest(modelVersion: string, query: Float32Array, { k, equals }: IndexQuery): Promise<IndexedNeighbour[]> {
    const { SearchResults: results = [] } = await this.#search({
      TableName: this.#tableName,
      IndexName: this.#shape.name,
      SearchVector: numberList(query),
      TopK: k,
      ProjectionExpression: PRODUCTS_TABLE.partitionKey,
      ...conditionOf(modelVersion, equals),
    });
    return results.flatMap(({ Item: item, Score: distance }) => {
      const id = item?.[PRODUCTS_TABLE.partitionKey]?.S;
      return id === undefined || distance === undefined ? [] : [{ id, score: 1 - distance }];
    });
  }

  async hasLists(modelVersion: string, query: Float32Array, field: string): Promise<boolean> {
    return (await this.nearest(modelVersion, query, { k: 1, equals: { [field]: LIST_MARK } })).length > 0;
  }

  async #search(input: SearchVectorsCommandInput) {
    const { name } = this.#shape;
    let lastCause: unknown;
    const search = async () => {
      try {
        return await callAws(`a search of "${name}"`, () => this.#client.send(new SearchVectorsCommand(input)));
      } catch (cause) {
        if (!isNotReady(cause)) throw cause;
        lastCause = cause;
        return undefined;
      }
    };
    return retry(search, { backoff: this.#backoff, exhausted: () => notReady(name, lastCause) });
  }
}

/** The conditions of a vector index are equalities; one of them must be on the attribute that partitions the index. */
function conditionOf(modelVersion: string, equals: IndexQuery['equals']) {
  const conditions: (readonly [attribute: string, text: string])[] = [
    [VECTOR_INDEX.partitionKey, modelVersion],
    ...Object.entries(equals).map(([field, text]) => [VECTOR_INDEX.filterAttribute(field), text] as const),
  ];
  return {
    SearchConditionExpression: conditions.map((_, i) => `#c${i} = :c${i}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(conditions.map(([name], i) => [`#c${i}`, name])),
    ExpressionAttributeValues: Object.fromEntries(conditions.map(([, text], i) => [`:c${i}`, { S: text }])),
  };
}

function isNotReady(cause: unknown): boolean {
  const name = failureName(cause);
  return name === MISSING || (name === INVALID && NOT_READY.test(errorText(cause)));
}

function notReady(name: string, cause: unknown): StoreError {
  return new StoreError(
    'index-not-ready',
    `The vector index "${name}" is not ready (${errorText(cause)}): try again later.`,
    {
      cause,
    },
  );
}
