import { type DynamoDBClient, SearchVectorsCommand, type SearchVectorsCommandInput } from '@aws-sdk/client-dynamodb';
import { StoreError } from '../../../ports/store-error.ts';
import type { IndexedNeighbour, IndexQuery, VectorIndex } from '../../../ports/vector-index.ts';
import type { Backoff } from '../../../shared/retry.ts';
import { fullJitter, retry } from '../../../shared/retry.ts';
import { answered, failureName } from '../../aws/aws-failure.ts';
import { filterAttribute, numberList, PARTITION_ATTRIBUTE, type VectorIndexShape } from './vector-index-shape.ts';

/** What one `SearchVectors` gives at most; there are no pages. */
const MAX_TOP_K = 100;
/** Another try is for an index whose search endpoint is a moment behind its table. */
const TRIES = 3;
/**
 * Names of errors, and for the general one beginnings of its messages, that say that there is no index to search yet: it is
 * being created or filled, or the search endpoint, which is another than the table's, has not heard of it.
 */
const MISSING = 'ResourceNotFoundException';
const INVALID = 'ValidationException';
const NOT_READY = /^(Cannot search backfilling vector index|The table does not have the specified index)/;

/** DynamoDB's vector index over the table `Products`. The metric is cosine; results come as distances, 0 to 2. */
export class DynamoVectorIndex implements VectorIndex {
  readonly maxResults = MAX_TOP_K;
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #shape: VectorIndexShape;
  readonly #backoff: Backoff;

  /** @param options.backoff For an index that is not ready (default 3 tries with full jitter). */
  constructor(
    client: DynamoDBClient,
    tableName: string,
    shape: VectorIndexShape,
    options: { readonly backoff?: Backoff } = {},
  ) {
    this.#client = client;
    this.#tableName = tableName;
    this.#shape = shape;
    this.#backoff = options.backoff ?? fullJitter({ attempts: TRIES });
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
      ProjectionExpression: 'productId',
      ...conditionOf(modelVersion, equals),
    });
    return results.flatMap(({ Item: item, Score: distance }) => {
      const id = item?.productId?.S;
      return id === undefined || distance === undefined ? [] : [{ id, score: 1 - distance }];
    });
  }

  async #search(input: SearchVectorsCommandInput) {
    const { name } = this.#shape;
    let lastCause: unknown;
    const search = async () => {
      try {
        return await answered(`a search of "${name}"`, () => this.#client.send(new SearchVectorsCommand(input)));
      } catch (cause) {
        if (!isNotReady(cause)) throw cause;
        lastCause = cause;
        return undefined;
      }
    };
    return retry(search, { backoff: this.#backoff, exhausted: () => notReady(name, lastCause) });
  }
}

/** Conditions of a vector index are equalities, and the attribute that partitions it must be among them. */
function conditionOf(modelVersion: string, equals: IndexQuery['equals']) {
  const conditions: (readonly [attribute: string, text: string])[] = [
    [PARTITION_ATTRIBUTE, modelVersion],
    ...Object.entries(equals).map(([field, text]) => [filterAttribute(field), text] as const),
  ];
  return {
    SearchConditionExpression: conditions.map((_, i) => `#c${i} = :c${i}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(conditions.map(([name], i) => [`#c${i}`, name])),
    ExpressionAttributeValues: Object.fromEntries(conditions.map(([, text], i) => [`:c${i}`, { S: text }])),
  };
}

function isNotReady(cause: unknown): boolean {
  const name = failureName(cause);
  return name === MISSING || (name === INVALID && NOT_READY.test((cause as Error).message));
}

function notReady(name: string, cause: unknown): StoreError {
  return new StoreError('index-not-ready', `The vector index "${name}" is not ready (${(cause as Error).message}).`, {
    cause,
  });
}
